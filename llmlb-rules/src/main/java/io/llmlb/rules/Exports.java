package io.llmlb.rules;

import io.llmlb.rules.RuleOptions.Duplicates;
import java.util.Optional;

/** The one list of what the iRule on BIG-IP cannot do; all else can be exported, all operators among it. */
final class Exports {
    private Exports() {}

    /** Why a subject cannot be exported, or empty. */
    static Optional<String> whyNot(Subject subject) {
        return subject.kind() == Subject.Kind.JSON_PATH
                ? Optional.of("JSONPath is for Java only; write a path such as .messages[*].content")
                : Optional.empty();
    }

    /** Why options cannot be exported, or empty. */
    static Optional<String> whyNot(RuleOptions options) {
        return options.duplicates() == Duplicates.LAST
                ? Optional.empty()
                : Optional.of("on BIG-IP the last of two equal keys counts, and nothing else");
    }
}
