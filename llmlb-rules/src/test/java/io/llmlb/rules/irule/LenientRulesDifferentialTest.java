package io.llmlb.rules.irule;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.rules.Decision;
import io.llmlb.rules.RuleOptions;
import io.llmlb.rules.RuleRequest;
import io.llmlb.rules.irule.EmulatedBigIp.Outcome;
import io.llmlb.rules.irule.InferenceBodyBasedRouting.Option;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random rules with random faults: what is still sound in them is decided as the iRule does. Another seed at each run. */
@Tag("process")
class LenientRulesDifferentialTest {
    private static final int SETS = 400;
    private static final List<String> BAD = List.of(
            "go .a",
            "if .a",
            "if .a equals b then s0",
            "if .a equals 'b then s0 else s0",
            "if .a[x] exists then s0 else s0",
            "if $.a exists then s0 else s0",
            "if @length exists then s0 else s0",
            "rewrite . b then s0",
            "reject 200",
            "selectPool",
            "selectPool /P/a /P/b",
            " ");

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final Map<String, Integer> seen = new HashMap<>();

    @Test
    void whatIsSoundIsDecidedAsByTheIrule() throws IOException {
        try (EmulatedBigIp bigIp = new EmulatedBigIp()) {
            bigIp.config(Map.of(Option.HEADER.ofAll(), "X-Route"));
            for (int i = 0; i < SETS; i++) {
                RandomBody random = new RandomBody(this.random);
                byte[] body = random.text().getBytes(StandardCharsets.UTF_8);
                Map<String, String> records = broken(new RandomRules(
                                this.random,
                                random.places(),
                                subject -> IruleDifferential.value(subject, RuleOptions.DEFAULT, body))
                        .records());
                compare(bigIp.rules(records).connect(), records, body);
                compare(bigIp, records, "{".getBytes(StandardCharsets.UTF_8));
            }
        }
        assertThat(seen.keySet())
                .contains("selectPool", "reject", "none UNKNOWN_STEP", "none BAD_STEP", "none LOOP", "rewritten");
    }

    private void compare(EmulatedBigIp bigIp, Map<String, String> records, byte[] body) throws IOException {
        LenientRules rules = LenientRules.of(records);
        Decision decision = rules.decide(RuleRequest.ofBody(body));
        Outcome outcome = bigIp.request(EmulatedBigIp.JSON, body);
        String where = "seed " + seed + ", " + records + ", " + new String(body, StandardCharsets.UTF_8);
        String told = outcome.told("outcome") + " " + outcome.told("reason") + " path " + outcome.told("path");
        assertThat(IruleDifferential.word(decision) + " " + decision.reason() + " path "
                        + String.join(",", decision.path()))
                .as(where)
                .isEqualTo(told);
        assertThat(decision.status()).as(where).isEqualTo(outcome.status());
        if (decision.outcome() == Decision.Outcome.SELECT_POOL) {
            assertThat(decision.pool()).as(where).isEqualTo(outcome.pool());
            byte[] written = rules.rewrite(body, decision);
            assertThat(BodyTree.of(written, RuleOptions.Duplicates.LAST))
                    .as(where)
                    .isEqualTo(
                            BodyTree.of(outcome.body().getBytes(StandardCharsets.UTF_8), RuleOptions.Duplicates.LAST));
            seen.merge(written == body ? "as it was" : "rewritten", 1, Integer::sum);
        }
        seen.merge((IruleDifferential.word(decision) + " " + decision.reason()).strip(), 1, Integer::sum);
    }

    private Map<String, String> broken(Map<String, String> sound) {
        Map<String, String> records = new TreeMap<>(sound);
        for (int faults = 1 + random.nextInt(3); faults > 0; faults--) {
            List<String> ids =
                    records.keySet().stream().filter(id -> !id.equals("start")).toList();
            String id = random.nextInt(20) == 0 ? "start" : any(ids);
            switch (random.nextInt(4)) {
                case 0 -> {
                    if (records.size() > 3) {
                        records.remove(id);
                    }
                }
                case 1 -> records.put(id, any(BAD));
                case 2 -> records.put(id, records.getOrDefault(id, "").replaceFirst(" then \\S+", " then " + any(ids)));
                default -> records.put(id, records.getOrDefault(id, "").replaceFirst(" else \\S+$", " else nowhere"));
            }
        }
        return records;
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
