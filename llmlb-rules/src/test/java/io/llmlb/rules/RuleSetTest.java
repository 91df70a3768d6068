package io.llmlb.rules;

import static io.llmlb.rules.Rules.bytes;
import static io.llmlb.rules.Rules.decide;
import static io.llmlb.rules.Rules.records;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.llmlb.rules.Decision.Outcome;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RuleSetTest {
    private static final String FLIGHT = """
            {"model": "openai/big-GPT", "stream": true,
             "input": [{"role": "system", "content": [{"type": "input_text", "text": "You are a flight booking agent."}]}]}""";

    @Test
    void decidesTheArticlesSample() {
        assertThat(decide(Rules.ARTICLE, FLIGHT))
                .isEqualTo(new Decision(
                        Outcome.SELECT_POOL,
                        "/vllm/Shared/flight_agent",
                        0,
                        "",
                        "agent",
                        List.of("1", "2", "3", "agent"),
                        List.of(),
                        "",
                        0));
        assertThat(decide(Rules.ARTICLE, FLIGHT.replace("flight", "train")).pool())
                .isEqualTo("/vllm/Shared/highend_gpt");
        assertThat(decide(Rules.ARTICLE, FLIGHT.replace("true", "false")).pool())
                .isEqualTo("/vllm/Shared/batch");
        assertThat(decide(Rules.ARTICLE, FLIGHT.replace("GPT", "llama")).pool()).isEqualTo("/vllm/Shared/general");
    }

    @Test
    void rejectsWithStatusAndMessage() {
        Decision decision = decide(records("start", "no", "no", "reject 429 'come back later'"), "{}");
        assertThat(decision)
                .isEqualTo(new Decision(
                        Outcome.REJECT, "", 429, "come back later", "no", List.of("no"), List.of(), "", 0));
    }

    @Test
    void theLastRewriteOfAPathWins() {
        Map<String, String> rules = records(
                "start", "a",
                "a", "rewrite .model one then b",
                "b", "rewrite .n 5 then c",
                "c", "rewrite ['model'] 'two' then d",
                "d", "selectPool /P/x");
        assertThat(decide(rules, "{}").rewrites())
                .containsExactly(new Rewrite(".n", "5", true), new Rewrite(".model", "two", false));
    }

    @Test
    void aRejectedRequestIsNotRewritten() {
        Decision decision = decide(records("start", "a", "a", "rewrite .model x then b", "b", "reject 400"), "{}");
        assertThat(decision.rewrites()).isEmpty();
        assertThat(decision.path()).containsExactly("a", "b");
    }

    @Test
    void conditionsReadTheBodyAsItArrived() {
        Map<String, String> rules = records(
                "start", "a",
                "a", "rewrite .model new then b",
                "b", "if .model equals new then c else d",
                "c", "selectPool /P/c",
                "d", "selectPool /P/d");
        assertThat(decide(rules, "{\"model\":\"old\"}").pool()).isEqualTo("/P/d");
    }

    @Test
    void saysWhyABodyCannotBeUsed() {
        assertThat(decide(Rules.ARTICLE, "")).isEqualTo(Decision.none(List.of(), "EMPTY_BODY", 0));
        Decision malformed = decide(Rules.ARTICLE, "{\"model\": }");
        assertThat(malformed.outcome()).isEqualTo(Outcome.NONE);
        assertThat(malformed.reason()).isEqualTo("MALFORMED_BODY");
        assertThat(malformed.offset()).isPositive();
        RuleOptions strict = new RuleOptions(RuleOptions.Duplicates.REFUSE, false, 40, 4, TokenEstimator.FOUR_BYTES);
        RuleSet rules = RuleSet.compile(Rules.ARTICLE, strict);
        assertThat(rules.decide(RuleRequest.ofBody(bytes("{\"model\":1,\"model\":2}")))
                        .reason())
                .isEqualTo("DUPLICATE_KEY");
        assertThat(rules.decide(RuleRequest.ofBody(new byte[41])).reason()).isEqualTo("OVERSIZE_BODY");
    }

    @Test
    void readsAPartOfAnArray() {
        byte[] all = bytes("xx{\"model\":\"aGPT\",\"stream\":false}yy");
        RuleSet rules = RuleSet.compile(Rules.ARTICLE);
        assertThat(rules.decide(RuleRequest.ofBody(all, 2, all.length - 4)).pool())
                .isEqualTo("/vllm/Shared/batch");
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> RuleRequest.ofBody(all, 2, all.length));
    }

    @Test
    void theLastOfTwoEqualKeysCounts() {
        String body = "{\"model\":\"aGPT\",\"model\":\"cheap\"}";
        assertThat(decide(Rules.ARTICLE, body).pool()).isEqualTo("/vllm/Shared/general");
    }

    @Test
    void explainsEachStep() {
        Explanation explanation = RuleSet.compile(Rules.ARTICLE)
                .explain(RuleRequest.ofBody(bytes("{\"model\":\"" + "x".repeat(70) + "GPT\",\"stream\":\"yes\"}")));
        assertThat(explanation.steps())
                .containsExactly(
                        new TraceStep("1", "if", ".model", "x".repeat(64), "matches_glob", "*GPT", true, "", "2"),
                        new TraceStep("2", "if", ".stream", "yes", "is", "true", false, "TYPE", "batch"),
                        new TraceStep("batch", "selectPool", "", "", "", "/vllm/Shared/batch", true, "", ""));
        assertThat(explanation.decision().path()).containsExactly("1", "2", "batch");
    }

    @Test
    void refusesToCompileWhatHasErrors() {
        assertThatExceptionOfType(RuleException.class)
                .isThrownBy(() -> RuleSet.compile(records("start", "a", "a", "selectPool pool")))
                .satisfies(e -> assertThat(e.problems()).hasSize(1))
                .withMessage("error: record a column 12: a pool is named by its full path without quotes, such as"
                        + " /Common/my_pool [POOL_PATH]");
    }

    @Test
    void keepsTheRecordsAsGivenAndSorted() {
        Map<String, String> given = new TreeMap<>(Rules.ARTICLE);
        given.put("1", "if  .model   match \"*GPT\" then 2 else general");
        RuleSet rules = RuleSet.compile(given);
        assertThat(rules.records()).isEqualTo(given);
        assertThat(rules.records().keySet()).containsExactlyElementsOf(new TreeMap<>(given).keySet());
        assertThat(rules.canonicalRecords().get("1")).isEqualTo("if .model matches_glob *GPT then 2 else general");
        assertThat(rules.canonicalRecords().get("start")).isEqualTo("1");
    }

    @Test
    void aRequestDoesNotShowItsBody() {
        assertThat(RuleRequest.ofBody(bytes("secret"))).hasToString("a request with a body of 6 bytes");
    }

    @Test
    void isSharedBetweenThreadsAndSwapped() throws Exception {
        RuleSetHolder holder = new RuleSetHolder(RuleSet.compile(Rules.ARTICLE));
        RuleSet other = RuleSet.compile(records("start", "x", "x", "selectPool /P/x"));
        RuleRequest request = RuleRequest.ofBody(bytes(FLIGHT));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<List<String>>> answers = IntStream.range(0, 4)
                    .mapToObj(t -> threads.submit(() -> IntStream.range(0, 2_000)
                            .mapToObj(i -> holder.get().decide(request).pool())
                            .distinct()
                            .toList()))
                    .toList();
            holder.swap(other);
            for (Future<List<String>> each : answers) {
                assertThat(each.get()).isSubsetOf("/vllm/Shared/flight_agent", "/P/x");
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(holder.get()).isSameAs(other);
    }
}
