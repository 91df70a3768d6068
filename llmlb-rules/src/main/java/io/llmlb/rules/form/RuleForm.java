package io.llmlb.rules.form;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The two forms in which BIG-IP itself keeps a data group of type string.
 *
 * <pre>{@code
 * RuleForm form = RuleForm.of(text).orElseThrow();
 * RuleSet rules = RuleSet.compile(form.read(text).records());
 * }</pre>
 *
 * <p>Rule text holds no backslash, so both forms can be read however they come back: plain, escaped as tmsh does, or with
 * every backslash dropped, as some tools do. On reading, in names and in data:
 *
 * <ul>
 *   <li>a backslash before a character that is neither a letter nor a digit stands for that character;
 *   <li>two backslashes before {@code *} or {@code ?} stand for that character;
 *   <li>a backslash before a letter, a digit or the end stays, for a check to complain about.
 * </ul>
 *
 * <p>Writing therefore refuses a backslash, and control characters, which tools replace.
 */
public enum RuleForm {
    /**
     * The text of {@code bigip.conf} and {@code tmsh list}, or {@code tmsh create} and {@code tmsh modify} commands. All
     * but internal data groups is passed over. Where there are several, the one that has a record {@code start} is meant.
     */
    TMSH {
        @Override
        public RuleFile read(String text) {
            return new TmshReader(withoutMark(text)).read();
        }

        @Override
        public String write(RuleFile file) {
            return TmshWriter.write(file);
        }
    },
    /** The JSON object that iControl REST answers for one data group, and takes to create one. Unknown keys are ignored. */
    ICONTROL_JSON {
        @Override
        public RuleFile read(String text) {
            return JsonForm.read(withoutMark(text));
        }

        @Override
        public String write(RuleFile file) {
            return JsonForm.write(file);
        }
    };

    private static final Pattern COMMAND = Pattern.compile("[a-z][a-z0-9-]*[ \\t]+[^:\\s]");

    /**
     * Reads a file.
     *
     * @throws RuleFileException with the place, when the text is not of this form, names a record twice, or the data group
     *     is not of type string
     */
    public abstract RuleFile read(String text);

    /**
     * Writes a file that {@link #read} reads as an equal one.
     *
     * @throws RuleFileException when a name or rule text holds a backslash or a control character, or when the form needs a
     *     name and there is none
     */
    public abstract String write(RuleFile file);

    /** The form that a text has by its beginning: an object, or a command in words. Empty when it is neither. */
    public static Optional<RuleForm> of(String text) {
        String begin = withoutMark(text)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .findFirst()
                .orElse("");
        if (begin.startsWith("{")) {
            return Optional.of(ICONTROL_JSON);
        }
        return COMMAND.matcher(begin).lookingAt() ? Optional.of(TMSH) : Optional.empty();
    }

    private static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
}
