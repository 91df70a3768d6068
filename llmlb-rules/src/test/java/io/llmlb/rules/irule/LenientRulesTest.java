package io.llmlb.rules.irule;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.rules.Decision;
import io.llmlb.rules.Decision.Outcome;
import io.llmlb.rules.RuleRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LenientRulesTest {
    private static final LenientRules FAULTY = LenientRules.of(Map.of(
            "start", " 1\t",
            "1", "if .model equals a then 2 else 3",
            "2", "rewrite .model b then pool",
            "3", "if .model equals c then gone else 4",
            "4", "if .model equals d then bad else 5",
            "5", "if .model equals e then 1 else no",
            "bad", "selectPol /P/x",
            "pool", "selectPool /P/a",
            "no", "reject 403 'not you'"));

    @Test
    void theSoundPartServes() {
        Decision decision = decide("{\"model\":\"a\"}");
        assertThat(decision.pool()).isEqualTo("/P/a");
        assertThat(decision.path()).containsExactly("1", "2", "pool");
        assertThat(decision.step()).isEqualTo("pool");
        byte[] body = "{\"model\":\"a\"}".getBytes(StandardCharsets.UTF_8);
        assertThat(new String(FAULTY.rewrite(body, decision), StandardCharsets.UTF_8))
                .isEqualTo("{\"model\":\"b\"}");
        Decision reject = decide("{}");
        assertThat(reject.status()).isEqualTo(403);
        assertThat(reject.message()).isEqualTo("not you");
    }

    @Test
    void aFaultIsOneForThoseWhoComeToIt() {
        assertNone(decide("{\"model\":\"c\"}"), "UNKNOWN_STEP", "1", "3");
        assertNone(decide("{\"model\":\"d\"}"), "BAD_STEP", "1", "3", "4", "bad");
        assertNone(decide("{\"model\":\"e\"}"), "LOOP", "1", "3", "4", "5");
    }

    @Test
    void theBodyComesFirst() {
        assertNone(decide("{"), "MALFORMED_BODY");
        assertNone(LenientRules.of(Map.of()).decide(request("{")), "MALFORMED_BODY");
        assertNone(LenientRules.of(Map.of()).decide(request("{}")), "UNKNOWN_STEP");
        assertNone(LenientRules.of(Map.of("start", "start")).decide(request("{}")), "BAD_STEP", "start");
    }

    @Test
    void whatTheIruleCannotReadIsAFault() {
        Map<String, String> jsonPath = Map.of("start", "1", "1", "if $.a exists then 2 else 2", "2", "selectPool /P/a");
        assertNone(LenientRules.of(jsonPath).decide(request("{}")), "BAD_STEP", "1");
    }

    private static void assertNone(Decision decision, String reason, String... path) {
        assertThat(decision.outcome()).isEqualTo(Outcome.NONE);
        assertThat(decision.reason()).isEqualTo(reason);
        assertThat(decision.path()).containsExactly(path);
        assertThat(decision.rewrites()).isEmpty();
    }

    private static Decision decide(String body) {
        return FAULTY.decide(request(body));
    }

    private static RuleRequest request(String body) {
        return RuleRequest.ofBody(body.getBytes(StandardCharsets.UTF_8));
    }
}
