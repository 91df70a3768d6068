package io.llmlb.rules.form;

import java.util.regex.Pattern;

/** Writes the text of a BIG-IP configuration, as {@code tmsh load sys config merge} takes it. */
final class TmshWriter {
    private static final Pattern BARE = Pattern.compile("[A-Za-z0-9_./:-]+");

    private TmshWriter() {}

    static String write(RuleFile file) {
        TmshText.requireWritable(file);
        if (file.name().isEmpty()) {
            throw new RuleFileException(0, 0, "a data group needs a name, such as /Common/routing, in this form");
        }
        StringBuilder text = new StringBuilder("ltm data-group internal ")
                .append(word(file.name()))
                .append(" {\n    records {\n");
        file.records()
                .forEach((name, data) -> text.append("        ")
                        .append(word(name))
                        .append(data.isEmpty() ? " { }\n" : " { data " + quoted(data) + " }\n"));
        return text.append("    }\n    type string\n}\n").toString();
    }

    private static String word(String text) {
        return BARE.matcher(text).matches() ? text : quoted(text);
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\"", "\\\"") + "\"";
    }
}
