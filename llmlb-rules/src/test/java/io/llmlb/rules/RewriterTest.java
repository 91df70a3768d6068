package io.llmlb.rules;

import static io.llmlb.rules.Rules.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RewriterTest {
    private static String apply(String body, Rewrite... rewrites) {
        return new String(
                new Rewriter(RuleOptions.DEFAULT).apply(List.of(rewrites), bytes(body)), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`{\"a\" : \"old\" , \"b\":1}` | .a | `{\"a\" : \"V\" , \"b\":1}`",
                "`{\"a\":{\"x\":[1,{}]} }` | .a | `{\"a\":\"V\" }`",
                "`{\"a\": 12.50}` | .a | `{\"a\": \"V\"}`",
                "`{\"a\":true,\"b\":null}` | .b | `{\"a\":true,\"b\":\"V\"}`",
                "`{ }` | .a | `{ \"a\":\"V\"}`",
                "`{\"b\":1 }` | .a | `{\"b\":1 ,\"a\":\"V\"}`",
                "`{\"b\":1}` | .a.c | `{\"b\":1}`",
                "`{\"a\":1}` | .a.c | `{\"a\":1}`",
                "`{\"a\":{}}` | .a.c | `{\"a\":{\"c\":\"V\"}}`",
                "`{\"a\":[1, 2 ,3]}` | .a[1] | `{\"a\":[1, \"V\" ,3]}`",
                "`{\"a\":[1]}` | .a[1] | `{\"a\":[1]}`",
                "`{\"a\":{\"0\":1}}` | .a[0] | `{\"a\":{\"0\":1}}`",
                "`[{\"a\":1}]` | [0].a | `[{\"a\":\"V\"}]`",
                "`{\"a\":1,\"a\":2}` | .a | `{\"a\":1,\"a\":\"V\"}`",
                "`{\"a\":{\"c\":1},\"a\":{}}` | .a.c | `{\"a\":{\"c\":1},\"a\":{\"c\":\"V\"}}`",
                "`{\"a\":{\"c\":1},\"a\":3}` | .a.c | `{\"a\":{\"c\":1},\"a\":3}`",
                "`{\"\\u0061\":1}` | .a | `{\"\\u0061\":\"V\"}`",
                "`{\"\u00e4\":\"\u20ac\",\"a\":1,\"b\":\"\uD83D\uDE00\"}` | .a | `{\"\u00e4\":\"\u20ac\",\"a\":\"V\",\"b\":\"\uD83D\uDE00\"}`",
                "7 | .a | 7",
            })
    void changesNothingButTheValue(String body, String path, String written) {
        assertThat(apply(body, new Rewrite(path, "V", false))).isEqualTo(written);
    }

    @Test
    void writesTypesAndEscapes() {
        assertThat(apply("{\"a\":1}", new Rewrite(".a", "null", true))).isEqualTo("{\"a\":null}");
        assertThat(apply("{\"a\":1}", new Rewrite(".a", "1.50", true))).isEqualTo("{\"a\":1.50}");
        assertThat(apply("{\"a\":1}", new Rewrite(".a", "true", false))).isEqualTo("{\"a\":\"true\"}");
        assertThat(apply("{}", new Rewrite("['q\"k']", "a\"\\\u00e9\n", false)))
                .isEqualTo("{\"q\\\"k\":\"a\\\"\\\\\u00e9\\n\"}");
    }

    @Test
    void appliesAll() {
        assertThat(apply("{\"a\":{\"b\":1}}", new Rewrite(".a.b", "2", true), new Rewrite(".c", "3", true)))
                .isEqualTo("{\"a\":{\"b\":2},\"c\":3}");
        assertThat(apply("{\"a\":{\"b\":1}}", new Rewrite(".a.b", "2", true), new Rewrite(".a", "3", true)))
                .isEqualTo("{\"a\":3}");
        assertThat(apply("{\"a\":{\"b\":1}}", new Rewrite(".a", "3", true), new Rewrite(".a.b", "2", true)))
                .isEqualTo("{\"a\":3}");
    }

    @Test
    void returnsTheSameArrayWhenNothingChanges() {
        byte[] body = bytes("{}");
        assertThat(new Rewriter(RuleOptions.DEFAULT).apply(List.of(new Rewrite(".a.b", "1", true)), body))
                .isSameAs(body);
    }

    @Test
    void takesTheFirstOfTwoKeysWhereThatOneCounts() {
        RuleOptions first = new RuleOptions(RuleOptions.Duplicates.FIRST, false, 100, 10, TokenEstimator.FOUR_BYTES);
        byte[] written = new Rewriter(first).apply(List.of(new Rewrite(".a", "3", true)), bytes("{\"a\":1,\"a\":2}"));
        assertThat(written).asString(StandardCharsets.UTF_8).isEqualTo("{\"a\":3,\"a\":2}");
    }

    @Test
    void refusesWhatIsNoJson() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> apply("{\"secret", new Rewrite(".a", "1", true)))
                .withMessage("only a JSON body can be rewritten");
    }
}
