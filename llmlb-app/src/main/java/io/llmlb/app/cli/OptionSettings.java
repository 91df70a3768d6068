package io.llmlb.app.cli;

import io.llmlb.rules.irule.InferenceBodyBasedRouting;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Reads options of the iRule, as {@code OPTION=VALUE}. */
final class OptionSettings {
    /** The options that there are; the test compares. */
    static final String WORDS = "rules, defaultPool, missing, malformed, oversize, maximumBytes, header, counters,"
            + " logSeconds, retryAfter";

    private OptionSettings() {}

    /**
     * Reads them all.
     *
     * @param virtual the virtual server they are for, or null for all
     * @throws ParameterException when one is wrong
     */
    static Map<InferenceBodyBasedRouting.Option, String> read(
            CommandSpec spec, List<String> settings, @Nullable String virtual, String dataGroup) {
        Map<InferenceBodyBasedRouting.Option, String> options = new EnumMap<>(InferenceBodyBasedRouting.Option.class);
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            String word = equals < 0 ? setting : setting.substring(0, equals);
            InferenceBodyBasedRouting.Option option =
                    option(word).orElseThrow(() -> wrong(spec, word, "there is no such option; these are " + words()));
            if (equals < 0) {
                throw wrong(spec, word, "a value is missing, as in " + word + "=VALUE");
            }
            String value = setting.substring(equals + 1);
            option.problem(value).ifPresent(problem -> {
                throw wrong(spec, word, problem);
            });
            if (option == InferenceBodyBasedRouting.Option.RULES && virtual != null && !value.equals(dataGroup)) {
                throw wrong(spec, word, "with --virtual, --data-group says which rules it uses");
            }
            if (options.put(option, value) != null) {
                throw wrong(spec, word, "it is there twice");
            }
        }
        return options;
    }

    static String words() {
        return Arrays.stream(InferenceBodyBasedRouting.Option.values())
                .map(InferenceBodyBasedRouting.Option::word)
                .collect(Collectors.joining(", "));
    }

    private static Optional<InferenceBodyBasedRouting.Option> option(String word) {
        return Arrays.stream(InferenceBodyBasedRouting.Option.values())
                .filter(option -> option.word().equals(word))
                .findFirst();
    }

    private static ParameterException wrong(CommandSpec spec, String word, String what) {
        return new ParameterException(spec.commandLine(), "--set " + word + ": " + what);
    }
}
