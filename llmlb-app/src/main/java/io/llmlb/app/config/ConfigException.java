package io.llmlb.app.config;

import io.llmlb.core.FailureKind;
import io.llmlb.core.LlmlbException;
import java.util.List;

/** Wrong configuration: every problem that was found, each a sentence with its place. */
public final class ConfigException extends LlmlbException {
    private static final long serialVersionUID = 1L;

    private final String[] problems;

    /** With the place that the problems are in, such as a file. */
    public ConfigException(String place, List<String> problems) {
        super(FailureKind.INVALID, place, String.join("\n", problems), "", null);
        this.problems = problems.toArray(String[]::new);
    }

    /** Each problem, a sentence with its place. */
    public List<String> problems() {
        return List.of(problems);
    }
}
