package io.llmlb.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a condition looks at, as written in a rule: a path into the body, a path with a function, a field derived from any
 * OpenAI-shaped body, or a full JSONPath. Immutable.
 *
 * @param text as written
 * @param kind which of the four
 * @param steps of a path, outermost first; empty for the whole body, and for the kinds without a path
 * @param function behind a path; NONE without one
 * @param field of kind DERIVED; otherwise NONE
 */
record Subject(String text, Kind kind, List<PathStep> steps, Function function, DerivedField field) {
    static final int MOST_STEPS = 32;
    static final int MOST_INDEX = 1_000_000;

    /** The forms of a subject. */
    enum Kind {
        PATH,
        DERIVED,
        JSON_PATH
    }

    /** What can be asked of the value at a path. */
    enum Function {
        NONE,
        /** Elements of an array, different keys of an object, code points of a string; else missing. */
        SIZE,
        /** null, boolean, number, string, array or object. */
        TYPE,
        /**
         * A string itself; of an array its strings and the strings in the {@code text} members of its objects, in order,
         * joined by a newline, and empty when there are none; else missing.
         */
        TEXT,
        /** Estimated tokens of that text. */
        TOKENS,
        /** UTF-8 bytes of that text. */
        BYTES
    }

    /**
     * Fields computed from any OpenAI-shaped body: chat completions, responses, completions, embeddings, and Anthropic's
     * messages. This is their one definition; the iRule follows it.
     *
     * <ul>
     *   <li>A <b>text</b> is a string; or of an array its strings and the strings in the {@code text} members of its
     *       objects (whatever their {@code type}), in order, joined by a newline. Anything else has the empty text.
     *   <li>The <b>items</b> are, in this order: the objects in the array {@code messages}; the objects and the strings
     *       in the array {@code input}, or {@code input} itself when it is a string; the same of {@code prompt}. Strings in
     *       {@code messages} count as well. An object has the role in its string {@code role}, else none, and the text of
     *       its {@code content}; a string has the role {@code user} and is its own text.
     *   <li>Texts are <b>joined</b> by a newline, leaving out empty ones. A field whose joined text is empty is missing.
     *   <li>A body that is no object has every field that an empty object has, and its own {@link #BODY_BYTES}.
     *   <li>Equal keys count as {@link RuleOptions.Duplicates} says. The order of keys in the body does not matter.
     * </ul>
     */
    enum DerivedField {
        NONE(""),
        /** The joined texts of {@code system}, {@code instructions}, and the items of role system or developer. */
        SYSTEM("system"),
        /** The text of the last item of role user; missing when that is empty. */
        LAST_USER("lastUser"),
        /** The joined texts of {@code system}, {@code instructions}, and all items. */
        PROMPT("prompt"),
        /**
         * The estimate for {@link #PROMPT} (0 when missing), plus one for each number in the arrays {@code messages},
         * {@code input} and {@code prompt} and in arrays directly in those: a prompt given as token numbers is exact. A
         * number, always there.
         */
        PROMPT_TOKENS("promptTokens"),
        /**
         * The first of {@code max_completion_tokens}, {@code max_output_tokens}, {@code max_tokens} that is a number, as it
         * stands in the body; else missing.
         */
        MAX_TOKENS("maxTokens"),
        /**
         * {@link #PROMPT_TOKENS} plus {@link #MAX_TOKENS} rounded down, 0 when missing. Missing when that limit is not
         * within 0 to 1e15, or longer than 400 characters.
         */
        TOTAL_TOKENS("totalTokens"),
        /** How many items have the role user. A number, always there. */
        TURNS("turns"),
        /**
         * Whether the {@code content} of an item is an array with an object whose {@code type} is {@code image_url},
         * {@code input_image} or {@code image}. A flag, always there.
         */
        HAS_IMAGES("hasImages"),
        /** Whether {@code tools} or {@code functions} is an array that is not empty. A flag, always there. */
        HAS_TOOLS("hasTools"),
        /** The bytes of the body as it arrived, blanks included. */
        BODY_BYTES("bodyBytes");

        private final String word;

        DerivedField(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    public Subject {
        steps = List.copyOf(steps);
    }

    /**
     * Reads a subject.
     *
     * @throws SubjectSyntaxException with the place when it is none
     */
    static Subject parse(String text) {
        return new SubjectParser(text).parse();
    }

    /** Whether it may stand for several values, of which any one suffices: a path with {@code [*]}. */
    boolean isAny() {
        return steps.stream().anyMatch(step -> step instanceof PathStep.Any);
    }

    /** One spelling for all that mean the same, for comparisons. */
    String canonical() {
        return switch (kind) {
            case JSON_PATH -> text;
            case DERIVED -> "@" + field.word();
            case PATH -> {
                String path = steps.isEmpty()
                        ? "."
                        : steps.stream().map(PathStep::canonical).collect(Collectors.joining());
                yield function == Function.NONE
                        ? path
                        : path + "@" + function.name().toLowerCase(Locale.ROOT);
            }
        };
    }

    @Override
    public String toString() {
        return text;
    }

    /** The parser of {@link #parse}. */
    private static final class SubjectParser {
        private final String text;
        private int at;

        SubjectParser(String text) {
            this.text = text;
        }

        Subject parse() {
            if (text.startsWith("$")) {
                JsonPathSyntax.check(text);
                return new Subject(text, Kind.JSON_PATH, List.of(), Function.NONE, DerivedField.NONE);
            }
            if (text.startsWith("@")) {
                DerivedField field = find(DerivedField.values(), DerivedField::word, text.substring(1))
                        .filter(found -> found != DerivedField.NONE)
                        .orElseThrow(() -> wrong(0, "there is no derived field " + text));
                return new Subject(text, Kind.DERIVED, List.of(), Function.NONE, field);
            }
            if (!text.startsWith(".") && !text.startsWith("[")) {
                throw wrong(0, "a subject begins with a dot, @ or $");
            }
            List<PathStep> steps = steps();
            Function function = Function.NONE;
            if (at < text.length()) {
                int begin = at++;
                String word = text.substring(at);
                function = find(Function.values(), f -> f.name().toLowerCase(Locale.ROOT), word)
                        .filter(found -> found != Function.NONE)
                        .orElseThrow(() -> wrong(begin, "there is no function @" + word));
            }
            return new Subject(text, Kind.PATH, steps, function, DerivedField.NONE);
        }

        private List<PathStep> steps() {
            List<PathStep> steps = new ArrayList<>();
            if (text.equals(".") || text.startsWith(".@")) {
                at = 1;
                return steps;
            }
            while (at < text.length() && text.charAt(at) != '@') {
                if (steps.size() == MOST_STEPS) {
                    throw wrong(at, "a path has at most " + MOST_STEPS + " steps");
                }
                steps.add(text.charAt(at) == '[' ? bracket() : key());
            }
            return steps;
        }

        private PathStep key() {
            if (text.charAt(at) != '.') {
                throw wrong(at, "a dot or a bracket is expected here");
            }
            int begin = ++at;
            while (at < text.length() && isBare(text.charAt(at))) {
                at++;
            }
            if (at == begin) {
                throw wrong(at, "a key is expected behind the dot; write an odd one as ['key']");
            }
            return new PathStep.Key(text.substring(begin, at));
        }

        private PathStep bracket() {
            int begin = at++;
            if (text.startsWith("*]", at)) {
                at += 2;
                return new PathStep.Any();
            }
            if (at < text.length() && (text.charAt(at) == '\'' || text.charAt(at) == '"')) {
                return quoted(begin, text.charAt(at));
            }
            int end = text.indexOf(']', at);
            String number = end < 0 ? "" : text.substring(at, end);
            if (!number.matches("0|-?[1-9][0-9]{0,6}") || Math.abs(Integer.parseInt(number)) > MOST_INDEX) {
                throw wrong(begin, "a bracket holds an index, * or a key in quotes");
            }
            at = end + 1;
            return new PathStep.Index(Integer.parseInt(number));
        }

        private PathStep quoted(int begin, char quote) {
            StringBuilder key = new StringBuilder();
            at++;
            while (at < text.length()) {
                char c = text.charAt(at++);
                if (c != quote) {
                    key.append(c);
                } else if (at < text.length() && text.charAt(at) == quote) {
                    key.append(quote);
                    at++;
                } else if (at < text.length() && text.charAt(at) == ']') {
                    at++;
                    return new PathStep.Key(key.toString());
                } else {
                    throw wrong(at, "a bracket is expected behind the quote");
                }
            }
            throw wrong(begin, "this bracket has no end");
        }

        private static boolean isBare(char c) {
            return (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "_-:/".indexOf(c) >= 0
                    || c >= 0x80;
        }

        private SubjectSyntaxException wrong(int where, String what) {
            return new SubjectSyntaxException(where, what);
        }

        private static <T> Optional<T> find(T[] all, java.util.function.Function<T, String> name, String word) {
            for (T each : all) {
                if (name.apply(each).equals(word)) {
                    return Optional.of(each);
                }
            }
            return Optional.empty();
        }
    }
}
