package io.llmlb.rules;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a record's text can do to data groups and to the tools that carry them, whatever it says. */
final class RecordText {
    /** BIG-IP's limit for names and values of records, in characters. */
    static final int LONGEST = 65_520;

    private static final Pattern TAG = Pattern.compile("</?[A-Za-z]");
    private static final Pattern QUOTED_BY_TOOLS = Pattern.compile("[\";{}$]");
    private static final Pattern NON_ASCII = Pattern.compile("[^\\x00-\\x7f]");
    private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x08\\x0a-\\x1f\\x7f]");
    private static final Pattern TAB = Pattern.compile("\\t");
    private static final Pattern HALF = Pattern.compile("[\\x{d800}-\\x{dfff}]");
    private static final Pattern BACKSLASH = Pattern.compile("\\\\");

    private final String name;
    private final String value;
    private final Target target;
    private final List<RuleProblem> problems;

    private RecordText(String name, String value, Target target, List<RuleProblem> problems) {
        this.name = name;
        this.value = value;
        this.target = target;
        this.problems = problems;
    }

    static void check(String name, String value, Target target, List<RuleProblem> problems) {
        RecordText text = new RecordText(name, value, target, problems);
        text.find(CONTROL, Code.ODD_CHARACTER, "a record is one line without control characters");
        text.find(HALF, Code.ODD_CHARACTER, "half of a surrogate pair is no character");
        text.find(
                BACKSLASH, Code.BACKSLASH, "a backslash does not survive in a data group; [*] or ? may serve instead");
        text.find(TAG, Code.TAG, "BIG-IP refuses text that looks like an HTML tag");
        if (value.length() > LONGEST) {
            text.note(Code.LONG_RECORD, LONGEST + 1, "a record in a data group has at most " + LONGEST + " characters");
        }
        if (target == Target.BIGIP) {
            text.find(TAB, Code.QUOTING, "tools around BIG-IP replace tabs; write a blank");
            text.find(
                    QUOTED_BY_TOOLS,
                    Code.QUOTING,
                    "tools around BIG-IP may garble double quotes, semicolons, braces and dollar signs; quote with '");
            text.find(NON_ASCII, Code.NON_ASCII, "the iRule compares ASCII only; match around this with ? or *");
        }
    }

    private void find(Pattern pattern, Code code, String sentence) {
        Matcher matcher = pattern.matcher(value);
        if (matcher.find()) {
            note(code, matcher.start() + 1, sentence);
        }
    }

    private void note(Code code, int column, String sentence) {
        problems.add(code.at(name, column, target, sentence));
    }
}
