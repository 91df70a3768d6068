package io.llmlb.rules.irule;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.rules.Decision;
import io.llmlb.rules.RuleRequest;
import io.llmlb.rules.RuleSet;
import io.llmlb.rules.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All that is known to be decided differently on BIG-IP than in Java. Everything else that the differential run comes upon
 * is a fault.
 */
@Tag("process")
class KnownDifferencesTest {
    private static final String SMILE = "{\"a\":\"\uD83D\uDE00\"}";
    private static final String KELVIN = "{\"a\":\"\u212A\"}";

    private static EmulatedBigIp bigIp;

    /**
     * One difference.
     *
     * @param why it is there
     * @param condition asked of the body: {@code yes} when it holds, {@code no} when not, else the reason of no decision
     * @param switches of the emulation, a name and a position each
     * @param java the answer in Java
     * @param tcl86 the iRule's answer in Tcl 8.6
     * @param tcl84 the iRule's answer in Tcl 8.4, the version on BIG-IP
     */
    record Difference(
            String why, String condition, String body, List<String> switches, String java, String tcl86, String tcl84) {
        @Override
        public String toString() {
            return why + ": " + condition;
        }
    }

    static List<Difference> differences() {
        List<String> none = List.of();
        List<String> bytes = List.of("surrogates", "bytes");
        List<String> roomy = List.of("maximumBytes", "10000000", "maximumEntries", "1000000");
        String deep = "[".repeat(513) + "]".repeat(513);
        String longKey = "{\"" + "k".repeat(4097) + "\":1,\"a\":1}";
        String many = "{\"a\":[" + "1,".repeat(100_000) + "1]}";
        return List.of(
                new Difference(
                        "BIG-IP reads integers as numbers, so -0 is 0",
                        ".a equals -0",
                        "{\"a\":-0}",
                        none,
                        "yes",
                        "no",
                        "no"),
                new Difference(
                        "BIG-IP reads integers as numbers, so -0 is 0",
                        ".a equals 0",
                        "{\"a\":-0}",
                        none,
                        "no",
                        "yes",
                        "yes"),
                new Difference(
                        "? takes half of a character beyond U+FFFF",
                        ".a matches_glob ??",
                        SMILE,
                        none,
                        "no",
                        "yes",
                        "yes"),
                new Difference(
                        "? takes half of a character beyond U+FFFF",
                        ".a matches_glob ?",
                        SMILE,
                        none,
                        "yes",
                        "no",
                        "no"),
                new Difference(
                        "? takes a byte of a character beyond U+FFFF",
                        ".a matches_glob ????",
                        SMILE,
                        bytes,
                        "no",
                        "yes",
                        "yes"),
                new Difference(
                        "the bytes of a character beyond U+FFFF count as characters",
                        ".a@size num_eq 1",
                        SMILE,
                        bytes,
                        "yes",
                        "no",
                        "no"),
                new Difference(
                        "the bytes of a character beyond U+FFFF count as characters",
                        ".a@bytes num_eq 4",
                        SMILE,
                        bytes,
                        "yes",
                        "no",
                        "no"),
                new Difference(
                        "the bytes of a character beyond U+FFFF count as characters",
                        ".a@tokens num_eq 1",
                        SMILE,
                        bytes,
                        "yes",
                        "no",
                        "no"),
                new Difference(
                        "Tcl 8.4 knows fewer letters: the Kelvin sign is no k",
                        ".a equals_nocase k",
                        KELVIN,
                        none,
                        "yes",
                        "yes",
                        "no"),
                new Difference(
                        "Tcl 8.4 knows fewer letters: the Kelvin sign is no k",
                        ".a matches_glob_nocase [k-l]",
                        KELVIN,
                        none,
                        "yes",
                        "yes",
                        "no"),
                new Difference(
                        "a chunked body does not tell its length",
                        "@bodyBytes exists",
                        "{}",
                        List.of("chunked", "1"),
                        "yes",
                        "no",
                        "no"),
                new Difference(
                        "a path with [*] has no limit of its own on BIG-IP",
                        ".a[*] num_eq 1",
                        many,
                        roomy,
                        "OVERSIZE_BODY",
                        "yes",
                        "yes"),
                new Difference("nor have keys", ".a num_eq 1", longKey, none, "OVERSIZE_BODY", "yes", "yes"),
                new Difference(
                        "nor has nesting, as far as is known",
                        ".@type equals array",
                        deep,
                        none,
                        "OVERSIZE_BODY",
                        "yes",
                        "yes"),
                new Difference(
                        "a key with half a surrogate pair is no key in Java",
                        ".a num_eq 1",
                        "{\"\\ud83d\":0,\"a\":1}",
                        none,
                        "MALFORMED_BODY",
                        "yes",
                        "yes"));
    }

    @BeforeAll
    static void start() throws IOException {
        bigIp = new EmulatedBigIp();
    }

    @AfterAll
    static void stop() throws IOException {
        bigIp.close();
    }

    @ParameterizedTest
    @MethodSource("differences")
    void isAsListed(Difference known) {
        Map<String, String> rules = Map.of(
                "start", "q",
                "q", "if " + known.condition() + " then yes else no",
                "yes", "selectPool /P/yes",
                "no", "selectPool /P/no");
        assertThat(RuleSet.check(rules, Target.BIGIP))
                .noneMatch(p -> p.severity().name().equals("ERROR"));
        Decision decision =
                RuleSet.compile(rules).decide(RuleRequest.ofBody(known.body().getBytes(StandardCharsets.UTF_8)));
        assertThat(decision.reason().isEmpty() ? decision.step() : decision.reason())
                .isEqualTo(known.java());

        bigIp.reset().rules(rules);
        for (int i = 0; i < known.switches().size(); i += 2) {
            bigIp.with(known.switches().get(i), known.switches().get(i + 1));
        }
        String pool = bigIp.connect().request(known.body()).pool();
        assertThat(pool).isEqualTo("/P/" + (bigIp.version().startsWith("8.4") ? known.tcl84() : known.tcl86()));
    }
}
