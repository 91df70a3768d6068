package io.llmlb.rules.form;

/** The escapes of tmsh, as {@link RuleForm} describes them. */
final class TmshText {
    private TmshText() {}

    static String unescape(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\\' && at + 1 < text.length() && !Character.isLetterOrDigit(text.charAt(at + 1))) {
                at++;
                if (text.charAt(at) == '\\' && at + 1 < text.length() && "*?".indexOf(text.charAt(at + 1)) >= 0) {
                    at++;
                }
            }
            plain.append(text.charAt(at++));
        }
        return plain.toString();
    }

    /** Refuses what would not come back. */
    static void requireWritable(RuleFile file) {
        requirePlain(file.name(), "the name of the data group");
        file.records().forEach((name, data) -> {
            requirePlain(name, "the record name \"" + name + "\"");
            requirePlain(data, "record " + name);
        });
    }

    private static void requirePlain(String text, String where) {
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\\' || Character.isISOControl(c)) {
                throw new RuleFileException(
                        0,
                        0,
                        where + ", column " + (at + 1) + ": "
                                + (c == '\\' ? "a backslash" : "a control character")
                                + " does not survive a data group of BIG-IP: leave it out");
            }
        }
    }
}
