package io.llmlb.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BodyReaderTest {
    private static final RuleOptions FIRST =
            new RuleOptions(RuleOptions.Duplicates.FIRST, false, 1 << 20, 512, TokenEstimator.FOUR_BYTES);
    private static final RuleOptions REFUSE =
            new RuleOptions(RuleOptions.Duplicates.REFUSE, false, 1 << 20, 512, TokenEstimator.FOUR_BYTES);
    private static final RuleOptions EARLY =
            new RuleOptions(RuleOptions.Duplicates.FIRST, true, 1 << 20, 512, TokenEstimator.FOUR_BYTES);

    private static Reading read(RuleOptions options, String body, String... subjects) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return BodyReader.of(Arrays.stream(subjects).map(Subject::parse).toList(), options)
                .read(bytes, 0, bytes.length);
    }

    private static List<Value> values(RuleOptions options, String body, String... subjects) {
        Reading reading = read(options, body, subjects);
        assertThat(reading.status()).as(reading.what()).isEqualTo(Reading.Status.READ);
        return reading.values();
    }

    private static Value value(String body, String subject) {
        return values(RuleOptions.DEFAULT, body, subject).get(0);
    }

    private static Value text(String text) {
        return new Value.Text(text);
    }

    private static Value number(String source) {
        return new Value.Num(source);
    }

    private static Value several(Value... values) {
        return new Value.Several(List.of(values));
    }

    @Test
    void readsEachKindOfValue() {
        String body = """
                {"s": "a\\u00e9\\n", "n": 1.10, "big": -1e400, "t": true, "f": false, "z": null, "o": {}, "a": [1]}""";
        assertThat(values(RuleOptions.DEFAULT, body, ".s", ".n", ".big", ".t", ".f", ".z", ".o", ".a", ".x", ".s.x"))
                .containsExactly(
                        text("aé\n"),
                        number("1.10"),
                        number("-1e400"),
                        new Value.Bool(true),
                        new Value.Bool(false),
                        Value.NULL,
                        new Value.Container(false),
                        new Value.Container(true),
                        Value.MISSING,
                        Value.MISSING);
    }

    @Test
    void anyJsonMayBeTheRoot() {
        assertThat(value(" 7 ", ".")).isEqualTo(number("7"));
        assertThat(value("\"x\"", ".")).isEqualTo(text("x"));
        assertThat(value("null", ".")).isEqualTo(Value.NULL);
        assertThat(value("[1,2]", "[1]")).isEqualTo(number("2"));
        assertThat(value("[1,2]", ".@size")).isEqualTo(number("2"));
    }

    @Test
    void keysAreComparedAfterUnescaping() {
        assertThat(value("{\"mo\\u0064el\": 1}", ".model")).isEqualTo(number("1"));
        assertThat(value("{\"a.b\": {\"😀\": 2}}", "['a.b'].😀")).isEqualTo(number("2"));
        assertThat(value("{\"\\ud83d\\ude00\": 2}", ".😀")).isEqualTo(number("2"));
    }

    @Test
    void aLoneSurrogateReadsAsTheReplacementCharacter() {
        assertThat(value("{\"a\": \"x\\ud800y\\udc00\"}", ".a")).isEqualTo(text("x\ufffdy\ufffd"));
        assertThat(value("{\"a\": \"\\ud83d\\ude00\"}", ".a")).isEqualTo(text("😀"));
    }

    @Test
    void indexesCountFromEitherEnd() {
        String body = "{\"a\": [10, {\"b\": 11}, [12, 13], \"x\"]}";
        assertThat(values(
                        RuleOptions.DEFAULT, body, ".a[0]", ".a[-4]", ".a[1].b", ".a[-3].b", ".a[2][-1]", ".a[-2][0]"))
                .containsExactly(number("10"), number("10"), number("11"), number("11"), number("13"), number("12"));
        assertThat(values(RuleOptions.DEFAULT, body, ".a[3]", ".a[-1]", ".a[4]", ".a[-5]"))
                .containsExactly(text("x"), text("x"), Value.MISSING, Value.MISSING);
    }

    @Test
    void anyElementGivesSeveralValuesAndNestedOnesFlatten() {
        String body = "{\"m\": [{\"c\": [{\"t\": 1}, {\"t\": 2}]}, 5, {\"c\": [{\"t\": 3}, {}]}], \"e\": []}";
        assertThat(value(body, ".m[*].c[*].t")).isEqualTo(several(number("1"), number("2"), number("3")));
        assertThat(value(body, ".m[*].c[-2].t")).isEqualTo(several(number("1"), number("3")));
        assertThat(value(body, ".m[0].c[*].t")).isEqualTo(several(number("1"), number("2")));
        assertThat(value(body, ".e[*]")).isEqualTo(Value.MISSING);
        assertThat(value(body, ".m[*].x")).isEqualTo(Value.MISSING);
    }

    @Test
    void oneElementCanBeWatchedInSeveralWays() {
        String body = "{\"m\": [{\"r\": \"a\"}, {\"r\": \"b\"}]}";
        assertThat(values(RuleOptions.DEFAULT, body, ".m[*].r", ".m[0].r", ".m[-1].r", ".m[1]", ".m", ".m@size"))
                .containsExactly(
                        several(text("a"), text("b")),
                        text("a"),
                        text("b"),
                        new Value.Container(false),
                        new Value.Container(true),
                        number("2"));
    }

    @Test
    void theLastOfEqualKeysCountsWithAllThatIsBeneath() {
        assertThat(value("{\"model\":\"cheap\",\"model\":\"dear\"}", ".model")).isEqualTo(text("dear"));
        assertThat(value("{\"a\":{\"b\":1,\"c\":2},\"a\":{\"c\":3}}", ".a.b")).isEqualTo(Value.MISSING);
        assertThat(value("{\"a\":{\"b\":1},\"a\":7}", ".a.b")).isEqualTo(Value.MISSING);
        assertThat(value("{\"a\":[{\"b\":1},{\"b\":2}],\"a\":[{\"b\":3}]}", ".a[*].b"))
                .isEqualTo(several(number("3")));
        assertThat(value("{\"a\":[{\"b\":[1,2]},{\"b\":[3],\"b\":[4]}]}", ".a[*].b[*]"))
                .isEqualTo(several(number("1"), number("2"), number("4")));
        assertThat(value("{\"a\":1,\"a\":2,\"b\":3}", ".@size")).isEqualTo(number("2"));
    }

    @Test
    void theFirstOfEqualKeysCountsWhenAskedTo() {
        assertThat(values(FIRST, "{\"a\":{\"b\":1},\"a\":{\"b\":2,\"c\":3}}", ".a.b", ".a.c"))
                .containsExactly(number("1"), Value.MISSING);
    }

    @Test
    void equalKeysAreRefusedOnlyWhereTheyAreWatched() {
        Reading reading = read(REFUSE, "{\"a\":1, \"a\":2}", ".a.b");
        assertThat(reading.status()).isEqualTo(Reading.Status.DUPLICATE_KEY);
        assertThat(reading.offset()).isEqualTo(8);
        assertThat(reading.what()).isEqualTo("a key that rules look at is there twice");
        assertThat(values(REFUSE, "{\"a\":1,\"b\":2,\"b\":3}", ".a")).containsExactly(number("1"));
        assertThat(read(REFUSE, "{\"m\":[{\"a\":1},{\"a\":1,\"a\":1}]}", ".m[-1].a")
                        .offset())
                .isEqualTo(21);
    }

    @Test
    void earlyStopLeavesTheRestUnread() {
        assertThat(values(EARLY, "{\"a\":1,\"b\":{\"c\":2},", ".a", ".b.c")).containsExactly(number("1"), number("2"));
        assertThat(read(EARLY, "{\"a\":1,", ".a", ".b.c").status()).isEqualTo(Reading.Status.MALFORMED);
        assertThat(read(FIRST, "{\"a\":1,", ".a").status()).isEqualTo(Reading.Status.MALFORMED);
    }

    @Test
    void functionsTellSizeTypeTextTokensAndBytes() {
        String body = """
                {"s": "héllo😀", "a": [1, 2, 3], "o": {"x": 1, "y": 2}, "n": 1, "b": true, "z": null,
                 "c": ["one", {"type": "text", "text": "two"}, {"type": "image_url"}, {"text": 3}]}""";
        assertThat(values(RuleOptions.DEFAULT, body, ".s@size", ".a@size", ".o@size", ".n@size", ".x@size"))
                .containsExactly(number("6"), number("3"), number("2"), Value.MISSING, Value.MISSING);
        assertThat(values(
                        RuleOptions.DEFAULT,
                        body,
                        ".s@type",
                        ".a@type",
                        ".o@type",
                        ".n@type",
                        ".b@type",
                        ".z@type",
                        ".x@type"))
                .containsExactly(
                        text("string"),
                        text("array"),
                        text("object"),
                        text("number"),
                        text("boolean"),
                        text("null"),
                        Value.MISSING);
        assertThat(values(RuleOptions.DEFAULT, body, ".s@text", ".c@text", ".a@text", ".o@text", ".n@text"))
                .containsExactly(text("héllo😀"), text("one\ntwo"), text(""), Value.MISSING, Value.MISSING);
        assertThat(values(RuleOptions.DEFAULT, body, ".s@bytes", ".s@tokens", ".c@tokens", ".c@bytes", ".a@tokens"))
                .containsExactly(number("10"), number("3"), number("2"), number("7"), number("0"));
    }

    @Test
    void emptyAndBlankBodiesAreEmpty() {
        assertThat(read(RuleOptions.DEFAULT, "", ".a").status()).isEqualTo(Reading.Status.EMPTY);
        assertThat(read(RuleOptions.DEFAULT, " \r\n\t", ".a").status()).isEqualTo(Reading.Status.EMPTY);
    }

    @Test
    void whatIsNoJsonIsMalformedWithItsPlace() {
        assertThat(malformedAt("{} x")).isBetween(3L, 4L);
        assertThat(malformedAt("{} 1")).isEqualTo(3);
        assertThat(malformedAt("{\"a\": tru}")).isBetween(6L, 10L);
        assertThat(malformedAt("{\"a\": 01}")).isBetween(6L, 8L);
        assertThat(malformedAt("{a: 1}")).isBetween(1L, 2L);
        assertThat(malformedAt("{\"a\": \"x\ny\"}")).isBetween(8L, 9L);
        assertThat(malformedAt("[1,]")).isBetween(3L, 4L);
        assertThat(malformedAt("{\"b\": \"unfinished")).isEqualTo(17);
        assertThat(malformedAt("{\"a\": NaN}")).isBetween(6L, 10L);
        assertThat(malformedAt("\ufeff{}")).isZero();
        assertThat(malformedAt("{\"a\": 1 /* c */}")).isBetween(8L, 9L);
    }

    private static long malformedAt(String body) {
        Reading reading = read(RuleOptions.DEFAULT, body, ".a");
        assertThat(reading.status()).isEqualTo(Reading.Status.MALFORMED);
        assertThat(reading.what()).isNotBlank();
        assertThat(reading.values()).isEmpty();
        return reading.offset();
    }

    @Test
    void otherEncodingsAreMalformed() {
        BodyReader reader = BodyReader.of(List.of(Subject.parse(".a")), RuleOptions.DEFAULT);
        for (var charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE, StandardCharsets.UTF_16)) {
            byte[] bytes = "{\"a\": 1}".getBytes(charset);
            assertThat(reader.read(bytes, 0, bytes.length).status()).isEqualTo(Reading.Status.MALFORMED);
        }
    }

    @Test
    void invalidUtf8IsMalformedEvenInWhatIsSkipped() {
        BodyReader reader = BodyReader.of(List.of(Subject.parse(".a")), RuleOptions.DEFAULT);
        int[][] invalid = {
            {0xFF}, {0xC0, 0x80}, {0x80}, {0xE0, 0x80, 0x80}, {0xED, 0xA0, 0x80}, {0xF4, 0x90, 0x80, 0x80}, {0xC3}
        };
        for (int[] sequence : invalid) {
            byte[] bytes = "{\"a\": 1, \"skipped\": \"......\"}".getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < sequence.length; i++) {
                bytes[21 + i] = (byte) sequence[i];
            }
            Reading reading = reader.read(bytes, 0, bytes.length);
            assertThat(reading.status()).isEqualTo(Reading.Status.MALFORMED);
            assertThat(reading.offset()).isEqualTo(21);
            assertThat(reading.what()).isEqualTo("the body is not UTF-8");
        }
    }

    @Test
    void limitsOnBytesAndDepthSayWhichIsExceeded() {
        RuleOptions small = new RuleOptions(RuleOptions.Duplicates.LAST, false, 20, 3, TokenEstimator.FOUR_BYTES);
        assertThat(read(small, "[[[1]]]", ".").status()).isEqualTo(Reading.Status.READ);
        Reading deep = read(small, "[[[[1]]]]", ".");
        assertThat(deep.status()).isEqualTo(Reading.Status.OVERSIZE);
        assertThat(deep.what()).isEqualTo("the body is nested deeper than 3 levels");
        assertThat(deep.offset()).isBetween(3L, 4L);
        Reading large = read(small, "\"123456789012345678901\"", ".");
        assertThat(large.status()).isEqualTo(Reading.Status.OVERSIZE);
        assertThat(large.what()).isEqualTo("the body has 23 bytes, more than the 20 allowed");
        Reading key = read(RuleOptions.DEFAULT, "{\"" + "k".repeat(5000) + "\":1}", ".a");
        assertThat(key.status()).isEqualTo(Reading.Status.OVERSIZE);
        assertThat(key.what()).isEqualTo("the body has a key longer than 4096 characters");
    }

    @Test
    void deepNestingOverflowsNothing() {
        Reading reading = read(RuleOptions.DEFAULT, "[".repeat(100_000), "[0][0][*]", "[-1]", "@prompt");
        assertThat(reading.status()).isEqualTo(Reading.Status.OVERSIZE);
        assertThat(read(RuleOptions.DEFAULT, "{\"messages\":".repeat(100_000), "@prompt", ".messages@text")
                        .status())
                .isEqualTo(Reading.Status.OVERSIZE);
    }

    @Test
    void longStringsAndLongNumbersAreRead() {
        String megabyte = "é".repeat(1 << 19);
        assertThat(value("{\"a\":\"" + megabyte + "\"}", ".a")).isEqualTo(text(megabyte));
        String digits = "9".repeat(1 << 20);
        assertThat(value("{\"a\":" + digits + "}", ".a")).isEqualTo(number(digits));
        assertThat(value("{\"b\":" + digits + ",\"a\":1}", ".a")).isEqualTo(number("1"));
    }

    @Test
    void tooManyValuesAreOversizeInsteadOfSilentlyFewer() {
        String body = "[" + "1,".repeat(BodyPass.MOST_VALUES) + "1]";
        assertThat(read(RuleOptions.DEFAULT, body, "[*]").status()).isEqualTo(Reading.Status.OVERSIZE);
        assertThat(read(RuleOptions.DEFAULT, body, "[0]").status()).isEqualTo(Reading.Status.READ);
    }

    @Test
    void readsAPieceOfALargerArray() {
        byte[] bytes = "}}{\"a\":[1,{\"b\":2}]}{{".getBytes(StandardCharsets.UTF_8);
        BodyReader reader =
                BodyReader.of(List.of(Subject.parse(".a[-1].b"), Subject.parse("$.a[0]")), RuleOptions.DEFAULT);
        assertThat(reader.read(bytes, 2, bytes.length - 4).values()).containsExactly(number("2"), number("1"));
        Reading broken = reader.read(bytes, 2, bytes.length - 5);
        assertThat(broken.status()).isEqualTo(Reading.Status.MALFORMED);
        assertThat(broken.offset()).isEqualTo(bytes.length - 5);
    }

    @Test
    void moreThanSixtyFourKeysInOneObjectAreToldApart() {
        String[] subjects = new String[100];
        StringBuilder body = new StringBuilder("{");
        for (int i = 0; i < subjects.length; i++) {
            subjects[i] = ".k" + i;
            body.append("\"k").append(i).append("\":").append(i).append(',');
        }
        body.append("\"k99\":7}");
        List<Value> values = values(RuleOptions.DEFAULT, body.toString(), subjects);
        assertThat(values.get(35)).isEqualTo(number("35"));
        assertThat(values.get(99)).isEqualTo(number("7"));
    }

    @Test
    void theLargestBodyAllowedIsRead() {
        byte[] body = new byte[RuleOptions.MOST_BYTES + 1];
        Arrays.fill(body, (byte) 'x');
        byte[] head = "{\"prompt\":\"".getBytes(StandardCharsets.UTF_8);
        byte[] tail = "\",\"a\":1}".getBytes(StandardCharsets.UTF_8);
        System.arraycopy(head, 0, body, 0, head.length);
        System.arraycopy(tail, 0, body, RuleOptions.MOST_BYTES - tail.length, tail.length);
        BodyReader reader =
                BodyReader.of(List.of(Subject.parse(".a"), Subject.parse("@bodyBytes")), RuleOptions.DEFAULT);
        assertThat(reader.read(body, 0, RuleOptions.MOST_BYTES).values())
                .containsExactly(number("1"), number("67108864"));
        assertThat(reader.read(body, 0, RuleOptions.MOST_BYTES + 1).status()).isEqualTo(Reading.Status.OVERSIZE);
    }

    @Test
    void aKeyWithALoneSurrogateIsMalformedAndLeaksNothing() {
        Reading reading = read(RuleOptions.DEFAULT, "{\"secret\\ud800\":1}", ".a");
        assertThat(reading.status()).isEqualTo(Reading.Status.MALFORMED);
        assertThat(reading.what()).isEqualTo("the body is no JSON");
    }
}
