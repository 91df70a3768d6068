package io.llmlb.rules.irule;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.rules.RulesDocument;
import io.llmlb.rules.irule.InferenceBodyBasedRouting.Option;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What docs/rules.md says about the iRule is true. */
@Tag("process")
class IruleDocumentTest {
    private static final String VIRTUAL = "/Common/inference_vs";
    private static final String OWN_POOL = "/Common/own_default";
    private static final String HALF = "{\"model\": \"HighEndGPT\", \"stream\": tr";

    private final RulesDocument document = new RulesDocument();
    private final String irule = InferenceBodyBasedRouting.text();

    private List<String> inIrule(String regex) {
        return Pattern.compile(regex)
                .matcher(irule)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static String code(String cell) {
        return RulesDocument.codes(cell).get(0);
    }

    private static String row(String... cells) {
        return "| " + String.join(" | ", cells) + " |";
    }

    @Test
    void listsEveryOptionAndItsDefault() {
        List<List<String>> rows = document.table("| option | meaning | default |");
        assertThat(rows).extracting(row -> code(row.get(0))).containsExactlyElementsOf(words());
        for (List<String> row : rows) {
            for (String standard : RulesDocument.codes(row.get(2))) {
                String asked = "\\$virtual " + code(row.get(0)) + " \"?" + Pattern.quote(standard) + "\"?\\]";
                assertThat(irule).containsPattern(asked);
            }
        }
    }

    private static List<String> words() {
        List<String> words = new ArrayList<>();
        for (Option option : Option.values()) {
            words.add(option.word());
        }
        return words;
    }

    @Test
    void theOptionsOfTheExampleAreRight() {
        String example = document.text().substring(document.text().indexOf("A policy is `selectPool POOL`"));
        List<MatchResult> records = Pattern.compile("(?m)^\\| `(\\*|/\\S+):(\\w+)` \\| `([^`]+)` \\|$")
                .matcher(example)
                .results()
                .toList();
        assertThat(records).hasSize(6);
        for (MatchResult record : records) {
            Option option = Option.values()[words().indexOf(record.group(2))];
            assertThat(option.problem(record.group(3))).as(record.group()).isEmpty();
        }
    }

    @Test
    void theHeaderAndTheCountersAreThoseOfTheIrule() throws IOException {
        Map<String, String> bodies = new LinkedHashMap<>();
        for (String name : List.of("chat.json", "batch.json", "flight-agent.json", "other-model.json")) {
            bodies.put(name, RulesDocument.example("bodies/" + name));
        }
        bodies.put("half a body", HALF);
        bodies.put("no body", "");
        try (EmulatedBigIp bigIp = new EmulatedBigIp()) {
            bigIp.rules(document.sets().get(0))
                    .config(Map.of(Option.HEADER.ofAll(), "X-Route", Option.COUNTERS.ofAll(), "on"))
                    .connect(VIRTUAL, OWN_POOL);
            StringBuilder shown = new StringBuilder();
            bodies.forEach((name, body) -> shown.append(String.format(
                    "%-19s %s\n", name, bigIp.request(body).headers().get("X-Route"))));
            assertThat(document.blocks("text")).contains(shown.toString());
            StringBuilder counters = new StringBuilder();
            bigIp.counters()
                    .forEach((key, count) ->
                            counters.append(row("`" + key + "`", count)).append('\n'));
            assertThat(document.text()).contains("| key | value |\n| --- | --- |\n" + counters + "\n");
        }
    }

    @Test
    void theLogLinesAreThoseOfTheIrule() throws IOException {
        try (EmulatedBigIp bigIp = new EmulatedBigIp()) {
            bigIp.rules(document.sets().get(0)).connect(VIRTUAL, OWN_POOL);
            List<String> logged = new ArrayList<>();
            for (String now : List.of("0", "20", "40", "60")) {
                logged.addAll(bigIp.with("now", now).request(HALF).logged());
            }
            assertThat(document.blocks("text")).contains(String.join("\n", logged) + "\n");
        }
    }

    @Test
    void listsEveryLineThatCanBeLogged() {
        List<String> messages = inIrule("call ibr_log \\$virtual \"([^\"]+)\"").stream()
                .map(message -> message.replaceAll("\\$\\w+|\\[[^\\]]+\\]", "…"))
                .toList();
        assertThat(messages).hasSizeGreaterThan(10);
        assertThat(document.table("| line | what to do |"))
                .extracting(row -> code(row.get(0)))
                .containsExactlyInAnyOrderElementsOf(messages);
    }

    @Test
    void listsEveryReasonOfNoDecision() {
        List<String> reasons = new ArrayList<>(inIrule("(?:list none|return) ([A-Z_]{4,})"));
        reasons.add("DUPLICATE_KEY");
        assertThat(document.table("| reason | when | on BIG-IP it is served by |"))
                .extracting(row -> code(row.get(0)))
                .doesNotHaveDuplicates()
                .hasSameElementsAs(reasons);
    }

    @Test
    void listsTheKnownDifferences() {
        assertThat(document.table("| why | condition | Java | Tcl 8.6 | Tcl 8.4 |"))
                .map(row -> String.join(" | ", row))
                .containsExactlyElementsOf(KnownDifferencesTest.differences().stream()
                        .map(known -> String.join(
                                " | ",
                                known.why(),
                                "`" + known.condition() + "`",
                                answer(known.java()),
                                answer(known.tcl86()),
                                answer(known.tcl84())))
                        .toList());
    }

    private static String answer(String answer) {
        return answer.contains("_") ? "`" + answer + "`" : answer;
    }
}
