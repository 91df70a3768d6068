package io.llmlb.rules.irule;

import static io.llmlb.rules.irule.EmulatedBigIp.OWN_POOL;
import static io.llmlb.rules.irule.EmulatedBigIp.VIRTUAL;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.llmlb.rules.irule.EmulatedBigIp.Outcome;
import io.llmlb.rules.irule.InferenceBodyBasedRouting.Option;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the iRule does around the decision: pools, options, policies, errors, log, counters. */
@Tag("process")
class IruleTest {
    private static final Map<String, String> RULES = Map.of(
            "start", "1",
            "1", "if .model matches_glob *GPT then 2 else 3",
            "2", "if .stream is true then chat else batch",
            "3", "if .model equals forbidden then no else slow",
            "chat", "selectPool /P/chat",
            "batch", "selectPool /P/batch",
            "slow", "reject 429 'come \"back\" later'",
            "no", "reject 403");
    private static final String CHAT = "{\"model\": \"GPT\", \"stream\": true}";

    private static EmulatedBigIp bigIp;

    @BeforeAll
    static void start() throws IOException {
        bigIp = new EmulatedBigIp();
    }

    @AfterAll
    static void stop() throws IOException {
        bigIp.close();
    }

    @BeforeEach
    void reset() {
        bigIp.reset().rules(RULES).connect();
    }

    private static EmulatedBigIp config(Option option, String value) {
        return bigIp.config(Map.of(option.ofAll(), value)).connect();
    }

    @Test
    void routesByTheRulesWithoutAnyOption() {
        Outcome outcome = bigIp.request(CHAT);
        assertThat(outcome.pool()).isEqualTo("/P/chat");
        assertThat(outcome.body()).isEqualTo("{\"model\":\"GPT\",\"stream\":true}");
        assertThat(outcome.headers()).isEmpty();
        assertThat(outcome.logged()).isEmpty();
        assertThat(bigIp.counters()).isEmpty();
    }

    @Test
    void aKeptConnectionChoosesAnewForEachRequest() {
        assertThat(bigIp.request(CHAT).pool()).isEqualTo("/P/chat");
        assertThat(bigIp.request("{\"model\": \"GPT\"}").pool()).isEqualTo("/P/batch");
        assertThat(bigIp.request(CHAT).pool()).isEqualTo("/P/chat");
        assertThat(bigIp.request("").pool()).isEqualTo(OWN_POOL);
        assertThat(bigIp.request(CHAT).pool()).isEqualTo("/P/chat");
        assertThat(bigIp.request("{").pool()).isEqualTo(OWN_POOL);
    }

    @Test
    void theConfiguredDefaultPoolComesBeforeTheVirtualServersOwn() {
        assertThat(config(Option.DEFAULT_POOL, "/P/default").request("").pool()).isEqualTo("/P/default");
        assertThat(bigIp.with("pools", "/P/other").request("").status()).isEqualTo(503);
    }

    @Test
    void withoutADefaultPoolTheClientIsToldSo() throws IOException {
        Outcome outcome = bigIp.connect(VIRTUAL, "").request("");
        assertThat(outcome.status()).isEqualTo(503);
        assertThat(outcome.headers())
                .containsEntry("Content-Type", "application/json")
                .containsEntry("Retry-After", "1");
        assertThat(new ObjectMapper()
                        .readTree(outcome.content())
                        .at("/error/type")
                        .textValue())
                .isEqualTo("server_error");
    }

    @Test
    void rejectsAsOpenAiDoes() throws IOException {
        Outcome slow = config(Option.RETRY_AFTER, "7").request("{\"model\": \"other\"}");
        assertThat(slow.status()).isEqualTo(429);
        assertThat(slow.headers())
                .containsEntry("Content-Type", "application/json")
                .containsEntry("Retry-After", "7");
        JsonNode error = new ObjectMapper().readTree(slow.content()).get("error");
        assertThat(error.get("message").textValue()).isEqualTo("come \"back\" later");
        assertThat(error.get("type").textValue()).isEqualTo("rate_limit_error");
        assertThat(error.get("code").intValue()).isEqualTo(429);
        assertThat(error.get("param").isNull()).isTrue();
        Outcome forbidden = bigIp.request("{\"model\": \"forbidden\"}");
        assertThat(forbidden.status()).isEqualTo(403);
        assertThat(forbidden.headers()).doesNotContainKey("Retry-After");
        assertThat(forbidden.content()).contains("\"this request is not served\"", "\"permission_error\"");
    }

    @Test
    void eachVirtualServerCanHaveItsOwnOptions() {
        bigIp.config(Map.of(
                        Option.RULES.of("/Common/other"), "/Common/other_rules",
                        Option.DEFAULT_POOL.of("/Common/other"), "/P/otherDefault",
                        Option.DEFAULT_POOL.ofAll(), "/P/default"))
                .group(
                        "/Common/other_rules",
                        Map.of("start", "x", "x", "if .a exists then y else y", "y", "selectPool /P/y"));
        assertThat(bigIp.connect().request(CHAT).pool()).isEqualTo("/P/chat");
        assertThat(bigIp.request("").pool()).isEqualTo("/P/default");
        assertThat(bigIp.connect("/Common/other", OWN_POOL).request(CHAT).pool())
                .isEqualTo("/P/y");
        assertThat(bigIp.request("").pool()).isEqualTo("/P/otherDefault");
    }

    @ParameterizedTest
    @CsvSource({
        "missing, , JSON_REQUEST_ERROR, false",
        "malformed, '{\"a\":', JSON_REQUEST_ERROR, false",
        "oversize, LARGE, JSON_REQUEST_ERROR, false",
        "oversize, LARGE, JSON_REQUEST_MISSING, false",
        "malformed, LARGE, JSON_REQUEST_ERROR, true",
        "missing, LARGE, JSON_REQUEST_MISSING, true",
    })
    void eachKindOfBodyHasItsPolicy(String option, String body, String oversize, boolean chunked) {
        String sent = body == null ? "" : body.equals("LARGE") ? "[" + "1,".repeat(40_000) + "1]" : body;
        bigIp.with("oversize", oversize).with("chunked", chunked ? "1" : "0");
        assertThat(bigIp.connect().request(sent).pool()).isEqualTo(OWN_POOL);
        bigIp.config(Map.of("*:" + option, "selectPool /P/policy")).connect();
        assertThat(bigIp.request(sent).pool()).isEqualTo("/P/policy");
        bigIp.config(Map.of("*:" + option, "reject 422 'no such body'")).connect();
        Outcome rejected = bigIp.request(sent);
        assertThat(rejected.status()).isEqualTo(422);
        assertThat(rejected.content()).contains("no such body");
        bigIp.config(Map.of("*:" + option, "if .a exists then b else c")).connect();
        assertThat(bigIp.request(sent).pool()).isEqualTo(OWN_POOL);
        assertThat(bigIp.request(CHAT).pool()).isEqualTo("/P/chat");
    }

    @Test
    void aJsonProfilesRaisedLimitIsToldByAnOption() {
        bigIp.with("maximumBytes", "200000")
                .config(Map.of(
                        Option.MAXIMUM_BYTES.ofAll(), "200000",
                        Option.OVERSIZE.ofAll(), "reject 413",
                        Option.MALFORMED.ofAll(), "reject 400"))
                .connect();
        assertThat(bigIp.request(" ".repeat(100_000) + CHAT).pool()).isEqualTo("/P/chat");
        assertThat(bigIp.request(" ".repeat(100_000) + "{").status()).isEqualTo(400);
        assertThat(bigIp.request(" ".repeat(200_000) + CHAT).status()).isEqualTo(413);
    }

    @Test
    void aBodyThatIsNotCalledJsonIsMissing() {
        bigIp.config(Map.of(Option.MISSING.ofAll(), "reject 415")).connect();
        assertThat(bigIp.request("text/plain", CHAT.getBytes(StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(415);
        assertThat(bigIp.request("application/json;charset=utf-8", CHAT.getBytes(StandardCharsets.UTF_8))
                        .pool())
                .isEqualTo("/P/chat");
    }

    @Test
    void aHeaderTellsTheWayIfWanted() {
        config(Option.HEADER, "X-Route");
        assertThat(bigIp.request(CHAT).headers())
                .containsExactly(Map.entry("X-Route", "path=1,2,chat; outcome=selectPool; pool=/P/chat"));
        assertThat(bigIp.request("{\"model\": \"forbidden\"}").headers())
                .containsEntry("X-Route", "path=1,3,no; outcome=reject; status=403");
        assertThat(bigIp.request("{").headers())
                .containsEntry("X-Route", "path=; outcome=none; reason=MALFORMED_BODY; pool=" + OWN_POOL);
        assertThat(bigIp.connect(VIRTUAL, "").request("").headers())
                .containsEntry("X-Route", "path=; outcome=none; reason=EMPTY_BODY; status=503");
    }

    @Test
    void countsStepsIfWanted() {
        config(Option.COUNTERS, "on");
        bigIp.request(CHAT);
        bigIp.request("{\"model\": \"GPT\"}");
        bigIp.request("");
        assertThat(bigIp.counters())
                .containsOnly(
                        Map.entry("ibr /Common/vs:1 counter Requests", "2"),
                        Map.entry("ibr /Common/vs:2 counter Requests", "2"),
                        Map.entry("ibr /Common/vs:chat counter Requests", "1"),
                        Map.entry("ibr /Common/vs:batch counter Requests", "1"));
    }

    @Test
    void aChangedRuleCountsForTheNextRequestOfTheSameConnection() {
        assertThat(bigIp.request(CHAT).pool()).isEqualTo("/P/chat");
        bigIp.rules(Map.of("start", "1", "1", "selectPool /P/new"));
        assertThat(bigIp.request(CHAT).pool()).isEqualTo("/P/new");
    }

    @Test
    void logsALineAMinuteForEachVirtualServer() {
        assertThat(bigIp.with("now", "1000").request("{").logged())
                .containsExactly("InferenceBodyBasedRouting /Common/vs: a body is no JSON");
        assertThat(bigIp.with("now", "1030").request("{").logged()).isEmpty();
        assertThat(bigIp.with("now", "1059").request("[").logged()).isEmpty();
        assertThat(bigIp.connect("/Common/other", OWN_POOL).request("{").logged())
                .hasSize(1);
        assertThat(bigIp.connect().with("now", "1060").request("{").logged())
                .containsExactly(
                        "InferenceBodyBasedRouting /Common/vs: a body is no JSON (2 more since the last line)");
        assertThat(config(Option.LOG_SECONDS, "5")
                        .with("now", "1065")
                        .request("{")
                        .logged())
                .containsExactly("InferenceBodyBasedRouting /Common/vs: a body is no JSON");
        assertThat(config(Option.LOG_SECONDS, "0")
                        .with("now", "2000")
                        .request("{")
                        .logged())
                .isEmpty();
    }

    @Test
    void aBrokenSetEndsInTheDefaultPool() {
        String loop = "if .a exists then 2 else 2";
        Map<Map<String, String>, String> sets = Map.of(
                Map.of(), "UNKNOWN_STEP ",
                Map.of("start", "1"), "UNKNOWN_STEP ",
                Map.of("start", "1", "1", loop), "UNKNOWN_STEP 1",
                Map.of("start", "1", "1", loop, "2", loop), "LOOP 1,2",
                Map.of("start", "1", "1", "rewrite .a b then 1"), "LOOP 1",
                Map.of("start", "start"), "BAD_STEP start");
        config(Option.HEADER, "X-Route");
        sets.forEach((records, ending) -> {
            Outcome outcome = bigIp.rules(records).request(CHAT);
            assertThat(outcome.pool()).isEqualTo(OWN_POOL);
            assertThat(outcome.told("reason") + " " + outcome.told("path")).isEqualTo(ending);
        });
        bigIp.reset();
        assertThat(config(Option.HEADER, "X-Route").request(CHAT).told("reason"))
                .isEqualTo("NO_RULES");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "go .a",
                "if",
                "if .a",
                "if .a equals",
                "if .a equals b",
                "if .a equals b then 2",
                "if .a equals b then 2 else",
                "if .a equals b then 2 else 2 more",
                "if .a equals b or 2 else 2",
                "if .a is_like b then 2 else 2",
                "if .a equals 'b then 2 else 2",
                "if .a equals 'b'c then 2 else 2",
                "if .a[x] exists then 2 else 2",
                "if .a['b' exists then 2 else 2",
                "if .a.. exists then 2 else 2",
                "if .a@length exists then 2 else 2",
                "if @length exists then 2 else 2",
                "if $.a exists then 2 else 2",
                "rewrite .a then 2",
                "rewrite . b then 2",
                "reject 200",
                "reject 429 a b",
                "selectPool",
                "selectPool /P/a /P/b",
                "puts {hello}",
                "[log local0. x]",
                "$static::ibr_config",
            })
    void aBrokenStepEndsInTheDefaultPool(String step) {
        bigIp.rules(Map.of("start", "1", "1", step, "2", "selectPool /P/two"));
        Outcome outcome = config(Option.HEADER, "X-Route").request("{\"a\": \"b\"}");
        assertThat(outcome.pool()).as(step).isEqualTo(OWN_POOL);
        assertThat(outcome.told("outcome")).isEqualTo("none");
        assertThat(outcome.told("reason")).isEqualTo("BAD_STEP");
        assertThat(outcome.logged()).hasSize(1);
    }

    /** Whatever command fails, no error gets out of an event (the harness would tell), and some pool or error serves. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "class",
                "virtual",
                "pool",
                "LB::server",
                "log",
                "clock",
                "HTTP::header",
                "HTTP::respond",
                "ISTATS::incr"
            })
    void noFailingCommandGetsOutOfAnEvent(String command) {
        bigIp.config(Map.of(Option.COUNTERS.ofAll(), "on", Option.HEADER.ofAll(), "X-Route"))
                .with("failing", command)
                .connect();
        for (String body : List.of(CHAT, "", "{", "{\"model\": \"other\"}")) {
            Outcome outcome = bigIp.request(body);
            assertThat(!outcome.pool().isEmpty() || outcome.status() == 503 || outcome.status() == 429)
                    .as("%s %s", body, outcome)
                    .isTrue();
        }
        assertThat(bigIp.request(CHAT).pool())
                .isEqualTo(command.equals("class") ? OWN_POOL : command.equals("pool") ? "" : "/P/chat");
    }

    /** Parsing is lazy on BIG-IP: each JSON command may find that the body is none. */
    @Test
    void aBodyThatTurnsOutBadServesByPolicyOrDefault() {
        String secret = "{\"model\":\"GPT\",\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"s3cr3t\"}]}]}";
        bigIp.rules(Map.of(
                        "start", "1",
                        "1", "if @prompt contains s3cr3t then 2 else 2",
                        "2", "if .messages[*].content@size num_gt 0 then 3 else 3",
                        "3", "rewrite .messages[0].name x then 4",
                        "4", "selectPool /P/four"))
                .config(Map.of(Option.HEADER.ofAll(), "X-Route", Option.MALFORMED.ofAll(), "selectPool /P/malformed"))
                .connect();
        int calls = bigIp.request(secret).calls();
        assertThat(calls).isGreaterThan(30);
        for (int fail = 1; fail <= calls; fail++) {
            Outcome outcome = bigIp.with("fail", Integer.toString(fail))
                    .with("now", Integer.toString(fail * 100))
                    .request(secret);
            assertThat(outcome.logged()).as("call %d", fail).hasSize(1).noneMatch(line -> line.contains("s3cr3t"));
            // While reading, the body is malformed; while writing, a half-written body goes where the rules do not
            // matter.
            assertThat(outcome.pool()).isEqualTo(outcome.told("outcome").equals("none") ? "/P/malformed" : OWN_POOL);
        }
        assertThat(bigIp.with("fail", "0").request(secret).pool()).isEqualTo("/P/four");
    }

    @Test
    void rewritesWhatTheServerGets() {
        bigIp.rules(Map.of(
                "start", "1",
                "1", "rewrite .model 'a \"b\"' then 2",
                "2", "rewrite .n 1.50 then 3",
                "3", "rewrite .stream false then 4",
                "4", "rewrite .list[1] null then 5",
                "5", "rewrite .new '5' then 6",
                "6", "rewrite .no.such x then 7",
                "7", "rewrite .model c then 8",
                "8", "selectPool /P/a"));
        assertThat(bigIp.request("{\"model\":\"x\",\"n\":1,\"stream\":true,\"list\":[1,2,3]}")
                        .body())
                .isEqualTo("{\"model\":\"c\",\"n\":1.50,\"stream\":false,\"list\":[1,null,3],\"new\":\"5\"}");
    }
}
