package io.llmlb.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPathReaderTest {
    private static final String BODY = """
            {"model": "GPT", "n": 1.10, "exp": 1e3, "zero": -0, "z": null, "t": true,
             "messages": [{"role": "system", "content": "S"}, {"role": "user", "content": "U"}]}""";

    private static Reading read(RuleOptions options, String body, String... subjects) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return BodyReader.of(List.of(subjects).stream().map(Subject::parse).toList(), options)
                .read(bytes, 0, bytes.length);
    }

    private static Value value(String subject) {
        return read(RuleOptions.DEFAULT, BODY, subject).values().get(0);
    }

    @Test
    void definitePathsGiveOneValue() {
        assertThat(value("$.model")).isEqualTo(new Value.Text("GPT"));
        assertThat(value("$['n']")).isEqualTo(new Value.Num("1.10"));
        assertThat(value("$.z")).isEqualTo(Value.NULL);
        assertThat(value("$.t")).isEqualTo(new Value.Bool(true));
        assertThat(value("$.messages[-1].content")).isEqualTo(new Value.Text("U"));
        assertThat(value("$.messages")).isEqualTo(new Value.Container(true));
        assertThat(value("$")).isEqualTo(new Value.Container(false));
        assertThat(value("$.messages.length()")).isEqualTo(new Value.Num("2"));
        assertThat(value("$.x.y")).isEqualTo(Value.MISSING);
        assertThat(value("$.model.y")).isEqualTo(Value.MISSING);
    }

    @Test
    void indefinitePathsGiveSeveral() {
        Value both = new Value.Several(List.of(new Value.Text("S"), new Value.Text("U")));
        assertThat(value("$.messages[*].content")).isEqualTo(both);
        assertThat(value("$..content")).isEqualTo(both);
        assertThat(value("$.messages[0:2].content")).isEqualTo(both);
        assertThat(value("$.messages[?(@.role == 'user')].content"))
                .isEqualTo(new Value.Several(List.of(new Value.Text("U"))));
        assertThat(value("$.messages[?(@.role == 'x]')].content")).isEqualTo(Value.MISSING);
    }

    @Test
    void mixesWithOtherSubjectsInTheirOrder() {
        assertThat(read(RuleOptions.DEFAULT, BODY, ".n", "$.model", "@turns").values())
                .containsExactly(new Value.Num("1.10"), new Value.Text("GPT"), new Value.Num("1"));
    }

    @Test
    void theStreamingPassJudgesTheBody() {
        assertThat(read(RuleOptions.DEFAULT, "{\"a\":1} x", "$.a").status()).isEqualTo(Reading.Status.MALFORMED);
        assertThat(read(RuleOptions.DEFAULT, "", "$.a").status()).isEqualTo(Reading.Status.EMPTY);
    }

    @Test
    void equalKeysCountAsThePolicySays() {
        String body = "{\"a\":1,\"a\":2}";
        assertThat(read(RuleOptions.DEFAULT, body, "$.a").values()).containsExactly(new Value.Num("2"));
        assertThat(read(
                                new RuleOptions(RuleOptions.Duplicates.FIRST, false, 99, 9, TokenEstimator.FOUR_BYTES),
                                body,
                                "$.a")
                        .values())
                .containsExactly(new Value.Num("1"));
        Reading refused = read(
                new RuleOptions(RuleOptions.Duplicates.REFUSE, false, 99, 9, TokenEstimator.FOUR_BYTES), body, "$.b");
        assertThat(refused.status()).isEqualTo(Reading.Status.DUPLICATE_KEY);
        assertThat(refused.offset()).isEqualTo(7);
    }

    @Test
    void hostileBodiesDoNoHarm() {
        RuleOptions deep =
                new RuleOptions(RuleOptions.Duplicates.LAST, false, 1 << 20, 1000, TokenEstimator.FOUR_BYTES);
        String nested = "{\"a\":".repeat(1000) + "1" + "}".repeat(1000);
        assertThat(read(deep, nested, "$..b", "$.a.a@x".substring(0, 5)).status())
                .isEqualTo(Reading.Status.READ);
        assertThat(read(deep, "{\"a\":" + "9".repeat(500_000) + "}", "$.a").values())
                .containsExactly(Value.NULL);
        assertThat(read(deep, "{\"a\":1e99999999999}", "$.a", ".a").values())
                .containsExactly(Value.NULL, new Value.Num("1e99999999999"));
        assertThat(read(deep, "{\"a\":1e999999999}", "$[?(@.a > 1)].a", "$.a").status())
                .isEqualTo(Reading.Status.READ);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$.x[",
                "$.",
                "$..",
                "$x",
                "$.x]",
                "$.x[]",
                "$.x['a]",
                "$.x['a'",
                "$.x[?(@.a]",
                "$.x[?(]",
                "$.x[a]",
                "$.x y",
                "$[1,]",
                "$.x[?]",
                "$...x",
                "$.x[(1)]",
                "$.x[?(@.a == 'b)]",
                "$.a[1:2:3:4]"
            })
    void nonsenseIsRefused(String text) {
        assertThatThrownBy(() -> BodyReader.of(List.of(Subject.parse(text)), RuleOptions.DEFAULT))
                .isInstanceOf(SubjectSyntaxException.class);
    }

    @Test
    void aRefusalSaysWhere() {
        assertThatThrownBy(() -> Subject.parse("$.x["))
                .isInstanceOfSatisfying(
                        SubjectSyntaxException.class,
                        e -> assertThat(e.offset()).isEqualTo(3))
                .hasMessage("this bracket has no end");
    }
}
