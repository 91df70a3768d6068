package io.llmlb.rules.glob;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/** Compiled patterns answer as plain recursion does, and as Tcl itself. */
class TclGlobProperties {
    private static final int LIVE_CASES = 20_000;
    private static final List<String> SHORT_TEXTS = shortTexts("abA]^-", 4);
    private static final String META = "*?[]-^ab";
    private static final List<String> META_TEXTS = shortTexts(META, 4);

    @Property(tries = 20_000)
    void answersAsPlainRecursion(
            @ForAll("patterns") String pattern, @ForAll("texts") String text, @ForAll boolean noCase) {
        assertAsReference(pattern, text, noCase);
    }

    @Property(tries = 200)
    void answersAsPlainRecursionOnHardCases(@ForAll long seed) {
        HardCases cases = new HardCases(seed);
        for (int i = 0; i < 100; i++) {
            Tclsh.Question q = cases.next();
            assertAsReference(q.pattern(), q.text(), q.noCase());
        }
    }

    @Property(tries = 2_000)
    void everyWayToRunAPatternGivesTheSameAnswer(@ForAll long seed) {
        Tclsh.Question q = new HardCases(seed).next();
        Automaton automaton = new PatternParser(q.pattern(), q.noCase()).parse();
        boolean expected = ReferenceGlob.matches(q.pattern(), q.text(), q.noCase());
        assertThat(new WordMatcher(automaton, q.noCase()).matches(q.text())).isEqualTo(expected);
        assertThat(new WideMatcher(automaton, q.noCase()).matches(q.text())).isEqualTo(expected);
    }

    @Property(tries = 2_000)
    void patternsOfManyPositionsAnswerAsPlainRecursion(
            @ForAll("patterns") String pattern, @ForAll("texts") String text, @ForAll boolean noCase) {
        String filler = "?x[yz]".repeat(15);
        String fill = "axz".repeat(15);
        assertAsReference(filler + pattern, fill + text, noCase);
        assertAsReference(filler + "*" + pattern, fill + text, noCase);
    }

    @Property(tries = 1)
    @Tag("process")
    void answersAsTclItself(@ForAll long seed) throws IOException, InterruptedException {
        HardCases cases = new HardCases(seed);
        List<Tclsh.Question> questions =
                Stream.generate(cases::next).limit(LIVE_CASES).toList();
        List<Boolean> answers = Tclsh.match(questions);
        List<Tclsh.Question> wrong = IntStream.range(0, LIVE_CASES)
                .filter(i ->
                        compile(questions.get(i).pattern(), questions.get(i).noCase())
                                        .matches(questions.get(i).text())
                                != answers.get(i))
                .mapToObj(questions::get)
                .toList();
        assertThat(wrong).isEmpty();
        // A table of nothing but misses would prove little.
        assertThat(answers.stream().filter(answer -> answer).count()).isGreaterThan(LIVE_CASES / 20);
    }

    @Example
    @Tag("process")
    void lowerCaseIsTclsForEveryCharacterAndForSomeAbove() throws IOException, InterruptedException {
        int[] codePoints = IntStream.rangeClosed(0, 0x1F000)
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                .toArray();
        List<String> lower = Tclsh.lower(
                IntStream.of(codePoints).mapToObj(Character::toString).toList());
        // Tcl's "string tolower" leaves alone what would take more bytes; "string match" does not.
        assertThat(IntStream.range(0, codePoints.length)
                        .filter(i -> LowerCase.of(codePoints[i]) != lower.get(i).codePointAt(0))
                        .mapToObj(i -> Integer.toHexString(codePoints[i])))
                .containsExactly("23a", "23e");
        List<Tclsh.Question> pairs = IntStream.of(codePoints)
                .filter(c -> LowerCase.of(c) != c)
                .mapToObj(c -> new Tclsh.Question(
                        "x" + Character.toString(LowerCase.of(c)), "x" + Character.toString(c), true))
                .toList();
        assertThat(pairs).hasSizeGreaterThan(1_000);
        assertThat(Tclsh.match(pairs)).containsOnly(true);
    }

    @Property(tries = 1_500)
    void whatIsToldOfAPatternHoldsForAllShortTexts(@ForAll("patterns") String pattern, @ForAll boolean noCase) {
        TclGlob glob = compile(pattern, noCase);
        List<String> matched = SHORT_TEXTS.stream().filter(glob::matches).toList();
        if (glob.neverMatches()) {
            assertThat(matched).isEmpty();
        }
        assertThat(glob.alwaysMatches()).isEqualTo(matched.size() == SHORT_TEXTS.size());
        glob.literal()
                .ifPresent(literal -> assertThat(matched)
                        .isEqualTo(SHORT_TEXTS.stream()
                                .filter(text -> holds(literal, noCase ? text.toLowerCase(Locale.ROOT) : text))
                                .toList()));
    }

    @Property(tries = 3_000)
    void aPatternThatCanMatchDoesMatchSomeShortText(@ForAll("shortPatterns") String pattern, @ForAll boolean noCase) {
        boolean matchesSome = META_TEXTS.stream().anyMatch(compile(pattern, noCase)::matches);
        assertThat(compile(pattern, noCase).neverMatches()).isEqualTo(!matchesSome);
    }

    @Property(tries = 2_000)
    void anyKindOfTextIsReadTheSame(@ForAll("patterns") String pattern, @ForAll("texts") String text) {
        TclGlob glob = TclGlob.compile(pattern);
        assertThat(glob.matches(new StringBuilder(text))).isEqualTo(glob.matches(text));
    }

    @Property(tries = 5_000)
    void halvesOfSurrogatePairsAreCharacters(@ForAll("halves") String pattern, @ForAll("halves") String text) {
        assertAsReference(pattern, text, false);
        assertAsReference(pattern, text, true);
    }

    private static void assertAsReference(String pattern, String text, boolean noCase) {
        assertThat(compile(pattern, noCase).matches(text))
                .as("pattern <%s> text <%s> nocase %s", pattern, text, noCase)
                .isEqualTo(ReferenceGlob.matches(pattern, text, noCase));
    }

    private static TclGlob compile(String pattern, boolean noCase) {
        return noCase ? TclGlob.compileNoCase(pattern) : TclGlob.compile(pattern);
    }

    private static boolean holds(Literal literal, String text) {
        return switch (literal.shape()) {
            case EQUALS -> text.equals(literal.text());
            case PREFIX -> text.startsWith(literal.text());
            case SUFFIX -> text.endsWith(literal.text());
            case CONTAINS -> text.contains(literal.text());
        };
    }

    private static List<String> shortTexts(String alphabet, int longest) {
        List<String> texts = new ArrayList<>(List.of(""));
        for (int from = 0, length = 0; length < longest; length++) {
            int to = texts.size();
            for (; from < to; from++) {
                for (char c : alphabet.toCharArray()) {
                    texts.add(texts.get(from) + c);
                }
            }
        }
        return texts;
    }

    @Provide
    Arbitrary<String> patterns() {
        return Arbitraries.strings().withChars("***??[[]]--\\^aabbA").ofMaxLength(12);
    }

    @Provide
    Arbitrary<String> shortPatterns() {
        return Arbitraries.strings().withChars(META).ofMaxLength(6).filter(p -> needs(p) <= 4);
    }

    private static long needs(String pattern) {
        return pattern.chars().filter(c -> c != '*').count();
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withChars("aaabbA]^-").ofMaxLength(10);
    }

    @Provide
    Arbitrary<String> halves() {
        return Arbitraries.of("*", "?", "a", "\\", "[", "]", "-", "\uD83D", "\uDE00", "\uD83D\uDE00")
                .list()
                .ofMaxSize(7)
                .map(parts -> String.join("", parts));
    }
}
