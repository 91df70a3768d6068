package io.llmlb.rules.irule;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.rules.irule.BodyPolicy.Reject;
import io.llmlb.rules.irule.BodyPolicy.SelectPool;
import io.llmlb.rules.irule.EmulatedBigIp.Outcome;
import io.llmlb.rules.irule.InferenceBodyBasedRouting.Option;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random records of options, read here and by the iRule, with another seed at each run. */
@Tag("process")
class RoutingOptionsDifferentialTest {
    private static final int CONFIGS = 1500;
    private static final List<String> VIRTUALS = List.of("/Common/vs", "/ai/Shared/vs:1");
    private static final List<String> PIECES = List.of(
            "selectPool",
            "reject",
            "400",
            "429",
            "200",
            "/P/a",
            "/P/b",
            "x",
            "'",
            "\"",
            "''",
            " ",
            " ",
            " ",
            "\t",
            "if .a exists then b else c",
            "0",
            "7",
            "65",
            "012",
            "1000000000",
            "999999999",
            "on",
            "off",
            "X-Route",
            "\n",
            "\u00e4");
    private static final List<String> POLICIES = List.of(
            "selectPool /P/a",
            " selectPool\t'/P/b' ",
            "'reject' 400",
            "reject 429 'a ''b'''",
            "reject 413 \"c \"\"d\"",
            "reject '503' 'a'b",
            "reject 400 ''");
    private static final Map<Option, String> BODIES =
            Map.of(Option.MISSING, "", Option.MALFORMED, "{", Option.OVERSIZE, "[" + "1,".repeat(600) + "]");

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final Set<String> seen = new HashSet<>();

    @Test
    void theIruleReadsTheSame() throws IOException {
        try (EmulatedBigIp bigIp = new EmulatedBigIp()) {
            for (int i = 0; i < CONFIGS; i++) {
                Map<String, String> config = config();
                bigIp.reset()
                        .config(config)
                        .with("maximumBytes", "1000")
                        .with("pools", "/P/a /P/b " + EmulatedBigIp.OWN_POOL);
                for (String virtual : VIRTUALS) {
                    compare(bigIp, config, virtual);
                }
            }
        }
        assertThat(seen).contains("SelectPool", "Reject", "no policy", "number", "default number");
    }

    private void compare(EmulatedBigIp bigIp, Map<String, String> config, String virtual) {
        RoutingOptions options = RoutingOptions.of(config, virtual);
        String where = "seed " + seed + ", " + virtual + ", " + config;
        Function<Option, String> option = each -> bigIp.call("ibr_option", virtual, each.word(), "the default");
        assertThat(bigIp.call("ibr_option", virtual, "rules", InferenceBodyBasedRouting.RULES))
                .as(where)
                .isEqualTo(options.rules());
        assertThat(option.apply(Option.DEFAULT_POOL))
                .as(where)
                .isEqualTo(options.defaultPool().orElse("the default"));
        assertThat(option.apply(Option.HEADER))
                .as(where)
                .isEqualTo(options.header().orElse("the default"));
        assertThat(option.apply(Option.COUNTERS).equals("on")).as(where).isEqualTo(options.counters());
        Map<Option, Integer> numbers = Map.of(
                Option.MAXIMUM_BYTES, options.maximumBytes(),
                Option.LOG_SECONDS, options.logSeconds(),
                Option.RETRY_AFTER, options.retryAfter());
        Map<Option, String> defaults =
                Map.of(Option.MAXIMUM_BYTES, "65536", Option.LOG_SECONDS, "60", Option.RETRY_AFTER, "1");
        numbers.forEach((number, value) -> {
            String tcl = bigIp.call("ibr_number", virtual, number.word(), defaults.getOrDefault(number, ""));
            assertThat(tcl).as(where).isEqualTo(value.toString());
            seen.add(tcl.equals(defaults.get(number)) ? "default number" : "number");
        });
        policy(bigIp, virtual, where, options, Option.MISSING, options.missing());
        policy(bigIp, virtual, where, options, Option.MALFORMED, options.malformed());
        if (options.maximumBytes() < 1000) {
            policy(bigIp, virtual, where, options, Option.OVERSIZE, options.oversize());
        }
    }

    private void policy(
            EmulatedBigIp bigIp,
            String virtual,
            String where,
            RoutingOptions options,
            Option option,
            Optional<BodyPolicy> policy) {
        if (options.maximumBytes() == 0 && option == Option.MALFORMED) {
            return; // a brace is too large then
        }
        Outcome outcome = bigIp.connect(virtual, EmulatedBigIp.OWN_POOL).request(BODIES.getOrDefault(option, ""));
        String place = where + ", " + option;
        String pool = options.defaultPool().orElse(EmulatedBigIp.OWN_POOL);
        if (policy.isPresent() && policy.get() instanceof Reject reject) {
            seen.add("Reject");
            assertThat(outcome.status()).as(place).isEqualTo(reject.status());
            assertThat(outcome.content())
                    .as(place)
                    .contains(
                            reject.message().isEmpty()
                                    ? "not served"
                                    : reject.message().replace("\"", "\\\""));
            return;
        }
        if (policy.isPresent()
                && policy.get() instanceof SelectPool select
                && select.pool().matches("/P/[ab]")) {
            seen.add("SelectPool");
            pool = select.pool();
        } else {
            seen.add("no policy");
        }
        if (pool.matches("/P/[ab]|" + EmulatedBigIp.OWN_POOL)) {
            assertThat(outcome.pool()).as(place).isEqualTo(pool);
        } else {
            assertThat(outcome.status()).as(place).isEqualTo(503);
        }
    }

    private Map<String, String> config() {
        Map<String, String> config = new TreeMap<>();
        for (int i = random.nextInt(12); i > 0; i--) {
            Option option = any(List.of(Option.values()));
            String virtual = any(List.of("*", VIRTUALS.get(0), VIRTUALS.get(1)));
            config.put(option.of(virtual), value(option));
        }
        return config;
    }

    private String value(Option option) {
        boolean policy = BODIES.containsKey(option);
        if (policy && random.nextInt(3) > 0) {
            return any(POLICIES);
        }
        StringBuilder value = new StringBuilder();
        for (int i = random.nextInt(policy ? 8 : 4); i > 0; i--) {
            value.append(any(PIECES));
        }
        // The harness writes a header in a line.
        return option == Option.HEADER ? value.toString().replace("\n", "") : value.toString();
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
