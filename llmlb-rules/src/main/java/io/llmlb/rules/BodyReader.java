package io.llmlb.rules;

import java.util.List;

/**
 * Reads from a body, in one pass over its bytes and without a tree, what the given subjects stand for. Immutable and
 * thread-safe. Never throws for what a body holds.
 */
interface BodyReader {
    /**
     * A reader for these subjects. Only a subject that is a full JSONPath makes it build a tree.
     *
     * @throws SubjectSyntaxException when a JSONPath cannot be compiled
     */
    static BodyReader of(List<Subject> subjects, RuleOptions options) {
        BodyReader stream = new StreamingBodyReader(subjects, options);
        boolean needsTree = subjects.stream().anyMatch(subject -> subject.kind() == Subject.Kind.JSON_PATH);
        return needsTree ? new JsonPathReader(subjects, options, stream) : stream;
    }

    /** What the subjects stand for in {@code length} bytes from {@code offset} on. */
    Reading read(byte[] body, int offset, int length);
}
