package io.llmlb.app.rules;

import com.fasterxml.jackson.databind.util.RawValue;
import io.llmlb.rules.Decision;
import io.llmlb.rules.Rewrite;
import io.llmlb.rules.TraceStep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Decisions for people and programs. Only a trace shows anything of a body. */
public final class DecisionText {
    private record RewriteData(String path, Object value) {}

    private DecisionText() {}

    /** As the command line and test files name it. */
    public static String word(Decision.Outcome outcome) {
        return switch (outcome) {
            case SELECT_POOL -> "selectPool";
            case REJECT -> "reject";
            case NONE -> "none";
        };
    }

    /** What was decided, without the way there. */
    public static String target(Decision decision) {
        String what = switch (decision.outcome()) {
            case SELECT_POOL -> decision.pool();
            case REJECT -> decision.status() + (decision.message().isEmpty() ? "" : " '" + decision.message() + "'");
            case NONE -> decision.reason() + (decision.offset() > 0 ? " at byte " + decision.offset() : "");
        };
        return word(decision.outcome()) + " " + what;
    }

    /** In one line. */
    public static String line(Decision decision) {
        return target(decision) + (decision.path().isEmpty() ? "" : " (" + path(decision.path()) + ")");
    }

    /** Steps in the order in which they were visited. */
    public static String path(List<String> steps) {
        return String.join(" -> ", steps);
    }

    /** A rewrite in one line. */
    public static String line(Rewrite rewrite) {
        return "rewrite " + rewrite.path() + " "
                + (rewrite.typed() ? rewrite.value() : "'" + rewrite.value().replace("'", "''") + "'");
    }

    /** One step of an explanation, in one line. */
    public static String line(TraceStep step) {
        List<String> words = new ArrayList<>(List.of(step.step() + ":", step.action()));
        List.of(step.subject(), step.operator(), step.operand()).stream()
                .filter(word -> !word.isEmpty())
                .forEach(words::add);
        if (step.action().equals("if")) {
            words.add("=> " + step.result() + (step.reason().isEmpty() ? "" : " (" + step.reason() + ")"));
            if (!step.excerpt().isEmpty()) {
                words.add("found \"" + printable(step.excerpt()) + "\"");
            }
        }
        if (!step.next().isEmpty()) {
            words.add("-> " + step.next());
        }
        return String.join(" ", words);
    }

    /** The object that {@code --output json} prints. */
    public static Map<String, Object> data(Decision decision) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("outcome", word(decision.outcome()));
        data.put("pool", decision.pool());
        data.put("step", decision.step());
        data.put("path", decision.path());
        data.put(
                "rewrites",
                decision.rewrites().stream()
                        .map(rewrite -> new RewriteData(
                                rewrite.path(), rewrite.typed() ? new RawValue(rewrite.value()) : rewrite.value()))
                        .toList());
        switch (decision.outcome()) {
            case SELECT_POOL -> {}
            case REJECT -> {
                data.put("status", decision.status());
                data.put("message", decision.message());
            }
            case NONE -> {
                data.put("reason", decision.reason());
                data.put("offset", decision.offset());
            }
        }
        return data;
    }

    /** A body must not steer a terminal. */
    private static String printable(String excerpt) {
        return excerpt.replaceAll("\\p{Cntrl}|[\\x80-\\x9f]", " ");
    }
}
