package io.llmlb.app.config;

import io.llmlb.core.decide.Strategies;
import io.llmlb.core.decide.StrategyOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Finds everything that is wrong with a strategy. */
final class StrategyProblems {
    /** In the place of an option when it is the strategy itself. */
    static final String NAME = "name";

    private StrategyProblems() {}

    /** A sentence for each option that is wrong. A strategy tells of one only, so it is asked again without that. */
    static Map<String, String> of(String strategy, StrategyOptions options) {
        Map<String, String> problems = new LinkedHashMap<>();
        Map<String, String> left = new TreeMap<>(options.values());
        String culprit;
        do {
            culprit = NAME;
            try {
                Strategies.create(strategy, new StrategyOptions(left));
                return problems;
            } catch (IllegalArgumentException wrong) {
                String message = String.valueOf(wrong.getMessage());
                for (String option : left.keySet()) {
                    if (message.startsWith(option + " ")
                            || message.startsWith("\"" + option + "\" ")
                            || message.startsWith("unknown option " + option + ":")) {
                        culprit = option;
                    }
                }
                problems.put(culprit, message);
            }
        } while (left.remove(culprit) != null);
        return problems;
    }
}
