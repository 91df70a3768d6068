package io.llmlb.rules;

import com.fasterxml.jackson.core.JsonFactory;
import java.util.List;

/**
 * All that is known about reading before there is a body.
 *
 * @param subjects what to find
 * @param tree the paths of those subjects, and the keys that derived fields need
 * @param options how to read
 * @param factory of parsers
 * @param derivesText whether a derived field needs the text of the prompt
 */
record ReadingPlan(
        List<Subject> subjects, PathTree tree, RuleOptions options, JsonFactory factory, boolean derivesText) {

    static ReadingPlan of(List<Subject> subjects, RuleOptions options, JsonFactory factory) {
        PathTree tree = new PathTree();
        boolean derivesText = false;
        for (int i = 0; i < subjects.size(); i++) {
            Subject subject = subjects.get(i);
            switch (subject.kind()) {
                case PATH -> tree.grow(i, subject);
                case DERIVED -> OpenAiKey.of(subject.field()).forEach(tree::grow);
                case JSON_PATH -> {}
            }
            derivesText |= needsText(subject.field());
        }
        return new ReadingPlan(List.copyOf(subjects), tree, options, factory, derivesText);
    }

    private static boolean needsText(Subject.DerivedField field) {
        return switch (field) {
            case SYSTEM, LAST_USER, PROMPT, PROMPT_TOKENS, TOTAL_TOKENS -> true;
            case NONE, MAX_TOKENS, TURNS, HAS_IMAGES, HAS_TOOLS, BODY_BYTES -> false;
        };
    }

    /** Reading can stop once each watched top-level key was seen, if later equal keys do not count anyway. */
    boolean stopsEarly() {
        return options.earlyStop()
                && options.duplicates() == RuleOptions.Duplicates.FIRST
                && !tree.counts
                && !tree.keys.isEmpty();
    }
}
