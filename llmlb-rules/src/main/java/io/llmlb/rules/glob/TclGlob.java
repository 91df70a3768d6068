package io.llmlb.rules.glob;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A compiled pattern of Tcl's {@code string match}, which is also that of iRules' {@code matches_glob}: exactly what Tcl
 * 8.6.13 answers when it compares code points. Immutable and thread-safe.
 *
 * <pre>{@code
 * TclGlob.compile("*GPT").matches("HighEndGPT");       // true
 * TclGlob.compileNoCase("*gpt").matches("HighEndGPT"); // true
 * TclGlob.compile("[^a]").matches("^");                // true: nothing negates
 * }</pre>
 *
 * <p>{@code *} stands for any run of characters, {@code ?} for any one, {@code [a-z0]} for one of a set, {@code \x} for x;
 * the pattern must fit the whole text. In sets nothing negates and nothing escapes. Every pattern compiles: one that makes
 * no sense to Tcl never matches.
 *
 * <p>Time is linear in the text for every pattern, where Tcl's own matcher tries every place for every star: a pattern of
 * literals and stars is searched for, one with a single star is compared at both ends of the text, any other runs as an
 * automaton whose states all advance together. Only the latter allocates, and only beyond 64 positions.
 *
 * <p>Texts are UTF-16, as in Java; a surrogate without its other half is a character of its own. Ignoring case follows
 * Tcl: character by character to lower case, by Unicode 15's simple mapping, and not above U+FFFF; both ends of a range
 * too, so that {@code [A-z]} then no longer holds the underscore.
 *
 * @see <a href="https://www.tcl-lang.org/man/tcl8.6/TclCmd/string.htm#M35">string match</a>
 */
public final class TclGlob {
    private final String pattern;
    private final boolean ignoreCase;
    private final Matcher matcher;
    private final boolean never;
    private final boolean always;
    private final Optional<Literal> literal;
    private final boolean quadratic;
    private final boolean negated;
    private final boolean odd;
    private final boolean versioned;

    private TclGlob(String pattern, boolean ignoreCase) {
        this.pattern = pattern;
        this.ignoreCase = ignoreCase;
        PatternParser parser = new PatternParser(pattern, ignoreCase);
        Automaton automaton = parser.parse();
        Analysis analysis = new Analysis(automaton, ignoreCase);
        Optional<List<String>> literals = analysis.literals();
        this.never = analysis.neverMatches();
        this.always = analysis.alwaysMatches();
        this.literal = literals.flatMap(Literal::of);
        this.quadratic = analysis.quadratic();
        this.negated = parser.negated();
        this.odd = parser.oddSets();
        this.versioned = parser.cutNonAscii()
                || parser.wideMembers()
                || analysis.wideBesideOne()
                || (ignoreCase && pattern.codePoints().anyMatch(c -> c >= 0x80 && Character.isLetter(c)));
        this.matcher = matcher(automaton, literals, analysis.onlyStar());
    }

    private Matcher matcher(Automaton automaton, Optional<List<String>> literals, OptionalInt onlyStar) {
        if (never) {
            return text -> false;
        }
        if (always) {
            return text -> true;
        }
        if (literals.isPresent() && !ignoreCase) {
            return literals.get().size() == 1
                    ? literals.get().get(0)::contentEquals
                    : new LiteralMatcher(literals.get());
        }
        if (onlyStar.isPresent()) {
            return new EndsMatcher(automaton, ignoreCase, onlyStar.getAsInt());
        }
        return automaton.size() <= WordMatcher.MOST_STATES
                ? new WordMatcher(automaton, ignoreCase)
                : new WideMatcher(automaton, ignoreCase);
    }

    /** The pattern as {@code string match} reads it. */
    public static TclGlob compile(String pattern) {
        return new TclGlob(pattern, false);
    }

    /** The pattern as {@code string match -nocase} reads it. */
    public static TclGlob compileNoCase(String pattern) {
        return new TclGlob(pattern, true);
    }

    /** Whether the whole text fits the pattern. */
    public boolean matches(CharSequence text) {
        return matcher.matches(text);
    }

    /** The pattern as given to compile. */
    public String pattern() {
        return pattern;
    }

    /** Whether case is ignored. */
    public boolean ignoresCase() {
        return ignoreCase;
    }

    /**
     * Whether there is no text that matches, as for <code>a\</code> or {@code x[]}. Decided by whether the end of the
     * pattern can be reached: {@code [ab-][]} ends in a set without members, but matches "b", since its first bracket then
     * ends a range.
     */
    public boolean neverMatches() {
        return never;
    }

    /** Whether every text matches, as for {@code *}. */
    public boolean alwaysMatches() {
        return always;
    }

    /**
     * The plain comparison that the pattern amounts to, if it is one: no star, or stars at its ends only, and nothing else
     * but literals. A star alone contains the empty literal.
     */
    public Optional<Literal> literal() {
        return literal;
    }

    /**
     * Whether BIG-IP's time for this pattern grows at least with the square of the text, if a client wants it to. Tcl
     * recurses at each star and remembers nothing. A star with nothing behind it ends the search, and one star that
     * searches takes linear time. The criterion is a way through the pattern with two stars, both with something behind
     * them, and behind the second a literal or a set, which a long text can fail: {@code *quick*zebra*} on a text full of
     * "quick", but not {@code *quick*}, nor {@code *quick*?}. With n such stars it can grow with the n-th power.
     */
    public boolean quadraticOnBigIp() {
        return quadratic;
    }

    /**
     * Whether a set begins with {@code ^} or {@code !} and has more members. Its author may have meant all other
     * characters, but Tcl takes these as members: {@code [^a]} matches "^" and "a".
     */
    public boolean looksNegated() {
        return negated;
    }

    /**
     * Whether a set has no end, or an end that depends on which member the text takes. {@code [ab} swallows what stands
     * behind the member that fits. {@code [ab-]]} ends at its first bracket for "a", which makes "a]", but at the second
     * for "b", because that first one also ends a range.
     */
    public boolean hasOddSets() {
        return odd;
    }

    /**
     * Whether versions of Tcl may answer differently for this pattern, and so BIG-IP, which runs a Tcl 8.4. That is: a
     * character above U+FFFF in a set or directly beside a set or question mark, since some versions see several
     * characters there; a set without an end that holds characters beyond ASCII; and when case is ignored, any letter
     * beyond ASCII, since older versions know fewer pairs. Not told: a question mark or a set may also meet a character
     * above U+FFFF in the text.
     */
    public boolean dependsOnTclVersion() {
        return versioned;
    }

    /** The pattern. */
    @Override
    public String toString() {
        return pattern;
    }
}
