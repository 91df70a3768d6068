package io.llmlb.rules.glob;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.rules.glob.Literal.Shape;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TclGlobTest {
    private static final int MILLION = 1_000_000;

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "gpt-4, EQUALS, gpt-4",
                "gpt*, PREFIX, gpt",
                "*GPT, SUFFIX, GPT",
                "**flight***, CONTAINS, flight",
                "a\\*b*, PREFIX, a*b",
                "*[[], SUFFIX, [",
                "\"\", EQUALS, \"\"",
                "*, CONTAINS, \"\"",
                "*😀, SUFFIX, 😀",
                "[a, EQUALS, a"
            })
    void tellsThePlainComparisonThatAPatternAmountsTo(String pattern, Shape shape, String text) {
        assertThat(TclGlob.compile(pattern).literal()).contains(new Literal(shape, text));
    }

    @Test
    void theLiteralIsInLowerCaseIfCaseIsIgnored() {
        assertThat(TclGlob.compileNoCase("*GPT").literal()).contains(new Literal(Shape.SUFFIX, "gpt"));
        assertThat(TclGlob.compileNoCase("*GPT").matches("my-gPt")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a*b", "*a*b*", "a?", "[ab]", "a\\", "x[", "*\uD83D", "[ab-]]"})
    void tellsNoLiteralOfAnyOtherPattern(String pattern) {
        assertThat(TclGlob.compile(pattern).literal()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\", "*\\", "[]", "[]a]", "x[", "*[a-", "*[]*", "[-a"})
    void knowsWhatNeverMatches(String pattern) {
        assertThat(TclGlob.compile(pattern).neverMatches()).isEqualTo(!pattern.equals("[-a"));
    }

    @Test
    void aBadTailDoesNoHarmToAMemberThatJumpsOverIt() {
        TclGlob glob = TclGlob.compile("[ab-][]");
        assertThat(glob.neverMatches()).isFalse();
        assertThat(glob.matches("b")).isTrue();
        assertThat(glob.matches("a")).isFalse();
    }

    @Test
    void aMemberThatNoFoldedCharacterReachesLeadsNowhere() {
        // All but the last range end at the backslash at the end. The range has only capitals left, which folding
        // removes.
        String pattern = "[\u00BF\u00D7\\-]\\-]\u00BF-\u00D7\\";
        assertThat(TclGlob.compile(pattern).matches("\u00C0")).isTrue();
        assertThat(TclGlob.compile(pattern).neverMatches()).isFalse();
        assertThat(TclGlob.compileNoCase(pattern).neverMatches()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "*quick*zebra*, true",
        "*a*b, true",
        "*a*a*a*b, true",
        "a*b*c, true",
        "*?*a, true",
        "*a*[bc]*, true",
        "*a*\\, true",
        "*quick*, false",
        "quick*zebra*, false",
        "**quick**, false",
        "*GPT, false",
        "*?*, false",
        "*a*?, false",
        "*a*??*, false",
        "[xa-]*b*c, true",
        "*, false"
    })
    void knowsWhatTakesTclQuadraticTime(String pattern, boolean quadratic) {
        assertThat(TclGlob.compile(pattern).quadraticOnBigIp()).isEqualTo(quadratic);
    }

    @ParameterizedTest
    @CsvSource({"[^a], true", "[!a]x, true", "*[!a-z]*, true", "[a^], false", "[^], false", "\\[^a], false", "^a, false"
    })
    void seesWhatLooksLikeANegation(String pattern, boolean negated) {
        assertThat(TclGlob.compile(pattern).looksNegated()).isEqualTo(negated);
    }

    @ParameterizedTest
    @CsvSource({
        "[ab-]], true",
        "*[xa-]*], true",
        "[a, true",
        "[, true",
        "[a-], true",
        "[a-, true",
        "[abc], false",
        "[a-]], false",
        "[\\]], false",
        "\\[a, false",
        "[], false"
    })
    void seesOddSets(String pattern, boolean odd) {
        assertThat(TclGlob.compile(pattern).hasOddSets()).isEqualTo(odd);
    }

    @ParameterizedTest
    @CsvSource({
        "?😀, true",
        "😀?, true",
        "[a-z]😀, true",
        "[😀], true",
        "[a-😀]*, true",
        "[é, true",
        "[abé, true",
        "😀, false",
        "*😀*, false",
        "?*😀, false",
        "[é], false",
        "[a, false",
        "é?, false"
    })
    void seesWhatVersionsOfTclReadDifferently(String pattern, boolean depends) {
        assertThat(TclGlob.compile(pattern).dependsOnTclVersion()).isEqualTo(depends);
    }

    @Test
    void foldingLettersBeyondAsciiDependsOnTheVersion() {
        assertThat(TclGlob.compileNoCase("é*").dependsOnTclVersion()).isTrue();
        assertThat(TclGlob.compileNoCase("gpt-4*").dependsOnTclVersion()).isFalse();
        assertThat(TclGlob.compileNoCase("€*").dependsOnTclVersion()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"*a*a*a*a*a*a*a*a*b", "*quick*zebra*", "*[xa-]*]b", "*?a*[ab]?b", "*[ab-]]*[ab-]]*c", "a*b*c"})
    void hostileTextsOfAMegabyteComeToAnEnd(String pattern) {
        for (boolean noCase : new boolean[] {false, true}) {
            TclGlob glob = noCase ? TclGlob.compileNoCase(pattern) : TclGlob.compile(pattern);
            assertThat(glob.matches("a".repeat(MILLION))).isFalse();
            assertThat(glob.matches("quick ".repeat(MILLION / 6))).isFalse();
            assertThat(glob.matches("a]".repeat(MILLION / 2))).isFalse();
        }
        String bound = "x".repeat(70) + pattern;
        assertThat(TclGlob.compile(bound).matches("x".repeat(70) + "a".repeat(MILLION)))
                .isFalse();
    }

    @Test
    void patternsOfAnyLengthCompile() {
        assertThat(TclGlob.compile("*a".repeat(50_000)).matches("a".repeat(60_000)))
                .isTrue();
        assertThat(TclGlob.compile("[".repeat(100_000)).matches("[")).isTrue();
        assertThat(TclGlob.compile("?".repeat(100_000)).matches("a".repeat(100_000)))
                .isTrue();
        assertThat(TclGlob.compile("[x-]".repeat(1_000)).matches("x")).isFalse();
    }

    @Test
    void aLongSetCompiles() {
        String members = IntStream.range(0x4E00, 0x4E00 + 2_000)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
        TclGlob glob = TclGlob.compile("*[" + members + "]!*");
        assertThat(glob.matches("a\u4E00!b")).isTrue();
        assertThat(glob.matches("a\u4DFF!b")).isFalse();
    }

    @Test
    void bothEndsMayNotShareACharacter() {
        assertThat(TclGlob.compileNoCase("AB*BC").matches("abc")).isFalse();
        assertThat(TclGlob.compileNoCase("AB*BC").matches("abbc")).isTrue();
        assertThat(TclGlob.compile("ab*bc").matches("abc")).isFalse();
        assertThat(TclGlob.compile("?*[c-d]").matches("c")).isFalse();
        assertThat(TclGlob.compile("?*[c-d]").matches("😀d")).isTrue();
    }

    @Test
    void threadsShareAPattern() {
        TclGlob glob = TclGlob.compile("*[xa-]*]");
        ConcurrentLinkedQueue<Boolean> answers = new ConcurrentLinkedQueue<>();
        IntStream.range(0, 10_000)
                .parallel()
                .forEach(i -> answers.add(glob.matches("b" + i + (i % 2 == 0 ? "xa" : "xb")) == (i % 2 == 0)));
        assertThat(answers).hasSize(10_000).containsOnly(true);
    }

    @Test
    void namesItself() {
        assertThat(TclGlob.compileNoCase("*GPT")).hasToString("*GPT");
        assertThat(TclGlob.compileNoCase("*GPT").pattern()).isEqualTo("*GPT");
        assertThat(TclGlob.compileNoCase("*GPT").ignoresCase()).isTrue();
        assertThat(TclGlob.compile("*GPT").ignoresCase()).isFalse();
    }
}
