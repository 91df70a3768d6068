package io.llmlb.rules;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Small rule sets and bodies for tests. */
final class Rules {
    static final Map<String, String> ARTICLE = Map.of(
            "start",
            "1",
            "1",
            "if .model matches_glob *GPT then 2 else general",
            "2",
            "if .stream is true then 3 else batch",
            "3",
            "if .input[0].content[0].text matches_glob '*flight*agent*' then agent else stream",
            "general",
            "selectPool /vllm/Shared/general",
            "batch",
            "selectPool /vllm/Shared/batch",
            "stream",
            "selectPool /vllm/Shared/highend_gpt",
            "agent",
            "selectPool /vllm/Shared/flight_agent");

    private Rules() {}

    static byte[] bytes(String body) {
        return body.getBytes(StandardCharsets.UTF_8);
    }

    static Decision decide(Map<String, String> records, String body) {
        return RuleSet.compile(records).decide(RuleRequest.ofBody(bytes(body)));
    }

    /** One condition that leads to /P/yes or /P/no. */
    static Map<String, String> asking(String condition) {
        return Map.of(
                "start", "q",
                "q", "if " + condition + " then yes else no",
                "yes", "selectPool /P/yes",
                "no", "selectPool /P/no");
    }

    /** The condition's reason on a body, or HOLDS. */
    static String ask(String condition, String body) {
        TraceStep step = RuleSet.compile(asking(condition))
                .explain(RuleRequest.ofBody(bytes(body)))
                .steps()
                .get(0);
        return step.result() ? "HOLDS" : step.reason();
    }

    /** Pairs of name and value. */
    static Map<String, String> records(String... pairs) {
        Map<String, String> records = new TreeMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            records.put(pairs[i], pairs[i + 1]);
        }
        return records;
    }

    /** As {@code record:column CODE}. */
    static List<String> codes(Map<String, String> records, Target target) {
        return RuleSet.check(records, target).stream()
                .map(problem -> problem.record() + ":" + problem.column() + " " + problem.code())
                .toList();
    }
}
