package io.llmlb.app.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Environment variables, read so that all problems are found at once. */
final class Variables {
    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();

    Variables(Map<String, String> environment) {
        this.environment = environment;
    }

    /** The value of a variable that must be set. */
    <T> Optional<T> required(String name, String meaning, Function<String, T> reader) {
        if (isBlank(environment.get(name))) {
            problem(name, (has(name) ? "it is empty" : "it is not set") + "; it is " + meaning);
            return Optional.empty();
        }
        return optional(name, reader);
    }

    /** The value of a variable that may be set. */
    <T> Optional<T> optional(String name, Function<String, T> reader) {
        String text = environment.get(name);
        if (text == null || text.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(reader.apply(text));
        } catch (IllegalArgumentException wrong) {
            problem(name, String.valueOf(wrong.getMessage()));
            return Optional.empty();
        }
    }

    /** Whether it is set, perhaps to nothing. */
    boolean has(String name) {
        return environment.containsKey(name);
    }

    void problem(String name, String what) {
        problems.add("environment variable " + name + ": " + what);
    }

    /** For what concerns more than one variable. */
    void problem(String sentence) {
        problems.add(sentence);
    }

    /**
     * To be called when all has been read.
     *
     * @throws ConfigException when there was any problem
     */
    void throwIfWrong() {
        if (!problems.isEmpty()) {
            throw new ConfigException("environment", problems);
        }
    }

    static boolean isBlank(@Nullable String text) {
        return text == null || text.isBlank();
    }
}
