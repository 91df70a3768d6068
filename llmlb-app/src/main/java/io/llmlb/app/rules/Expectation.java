package io.llmlb.app.rules;

import io.llmlb.app.config.Section;
import io.llmlb.app.rules.RuleTests.Difference;
import io.llmlb.rules.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What a test expects of a decision; what is empty may be anything. */
record Expectation(
        Optional<String> outcome,
        Optional<String> pool,
        Optional<String> step,
        Optional<List<String>> path,
        Optional<String> status,
        Optional<String> reason) {

    static Expectation read(Section section) {
        Expectation expectation = new Expectation(
                section.optional("outcome", Expectation::outcome),
                section.optional("pool", Function.identity()),
                section.optional("step", Function.identity()),
                section.values("path"),
                section.optional("status", Expectation::status),
                section.optional("reason", Function.identity()));
        if (section.keys().isEmpty()) {
            section.problem("outcome", "a test expects at least one thing");
        }
        section.end();
        return expectation;
    }

    List<Difference> differences(Decision decision) {
        List<Difference> differences = new ArrayList<>();
        compare(differences, "outcome", outcome, DecisionText.word(decision.outcome()));
        compare(differences, "pool", pool, decision.pool());
        compare(differences, "status", status, String.valueOf(decision.status()));
        compare(differences, "reason", reason, decision.reason());
        compare(differences, "step", step, decision.step());
        compare(differences, "path", path.map(DecisionText::path), DecisionText.path(decision.path()));
        return differences;
    }

    private static void compare(List<Difference> differences, String what, Optional<String> expected, String was) {
        expected.filter(text -> !text.equals(was)).ifPresent(text -> differences.add(new Difference(what, text, was)));
    }

    private static String outcome(String text) {
        for (Decision.Outcome outcome : Decision.Outcome.values()) {
            if (DecisionText.word(outcome).equals(text)) {
                return text;
            }
        }
        throw new IllegalArgumentException("an outcome is selectPool, reject or none, but this is \"" + text + "\"");
    }

    private static String status(String text) {
        if (!text.matches("[45]\\d\\d")) {
            throw new IllegalArgumentException("a status is 400 to 599, but this is \"" + text + "\"");
        }
        return text;
    }
}
