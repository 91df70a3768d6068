package io.llmlb.rules.irule;

import java.util.ArrayList;
import java.util.List;

/** Tcl's syntax: cuts a script into commands and words, and finds the scripts that are put in brackets within words. */
final class TclScript {
    /** One word of a command: braced words are taken as they are, all others are substituted. */
    record Word(String text, boolean braced, List<String> scripts, List<String> variables) {}

    /** A command with its words. */
    record Command(List<Word> words) {
        String name() {
            return words.get(0).text();
        }

        String word(int at) {
            return at < words.size() ? words.get(at).text() : "";
        }
    }

    private final String text;
    private int at;

    private TclScript(String text) {
        // A backslash at the end of a line continues it.
        this.text = text.replaceAll("\\\\\n[ \t]*", " ");
    }

    static List<Command> commands(String script) {
        return new TclScript(script).all();
    }

    /** A text that is substituted, such as an expression. */
    static Word substituted(String text) {
        TclScript script = new TclScript(text);
        Found found = new Found();
        while (script.at < script.text.length()) {
            script.character(found);
        }
        return found.word(false);
    }

    /** Where the bracket is closed behind which this begins. */
    static int bracket(String text, int begin) {
        return new TclScript(text).script(begin);
    }

    private static final class Found {
        final StringBuilder text = new StringBuilder();
        final List<String> scripts = new ArrayList<>();
        final List<String> variables = new ArrayList<>();

        Word word(boolean braced) {
            return new Word(text.toString(), braced, scripts, variables);
        }
    }

    private List<Command> all() {
        List<Command> commands = new ArrayList<>();
        while (at < text.length()) {
            while (at < text.length() && " \t\n;".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            if (at < text.length() && text.charAt(at) == '#') {
                comment();
                continue;
            }
            List<Word> words = new ArrayList<>();
            while (at < text.length() && "\n;".indexOf(text.charAt(at)) < 0) {
                words.add(word());
                while (at < text.length() && " \t".indexOf(text.charAt(at)) >= 0) {
                    at++;
                }
            }
            if (!words.isEmpty()) {
                commands.add(new Command(words));
            }
        }
        return commands;
    }

    private void comment() {
        while (at < text.length() && text.charAt(at) != '\n') {
            at++;
        }
    }

    private Word word() {
        Found found = new Found();
        if (text.startsWith("{*}", at) && at + 3 < text.length() && " \t\n;".indexOf(text.charAt(at + 3)) < 0) {
            found.text.append("{*}");
            at += 3;
        } else if (text.charAt(at) == '{') {
            int end = closing(at, '{', '}');
            found.text.append(text, at + 1, end);
            at = end + 1;
            boundary("a brace");
            return found.word(true);
        }
        if (text.charAt(at) == '"') {
            at++;
            while (text.charAt(at) != '"') {
                character(found);
            }
            at++;
            boundary("a quote");
            return found.word(false);
        }
        while (at < text.length() && " \t\n;".indexOf(text.charAt(at)) < 0) {
            character(found);
        }
        return found.word(false);
    }

    private void boundary(String behind) {
        if (at < text.length() && " \t\n;".indexOf(text.charAt(at)) < 0) {
            throw new IllegalArgumentException("no blank behind " + behind + ": " + text.substring(at));
        }
    }

    /** One character, variable or script in brackets. */
    private void character(Found found) {
        char c = text.charAt(at);
        int begin = at;
        if (c == '\\') {
            at += 2;
        } else if (c == '[') {
            int end = script(at + 1);
            found.scripts.add(text.substring(at + 1, end));
            at = end + 1;
        } else if (c == '$') {
            variable(found);
        } else {
            at++;
        }
        found.text.append(text, begin, Math.min(at, text.length()));
    }

    private void variable(Found found) {
        int begin = ++at;
        while (at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at)) || "_:".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        found.variables.add(text.substring(begin, at));
        if (at < text.length() && text.charAt(at) == '(') {
            while (text.charAt(at) != ')') {
                character(new Found());
            }
            at++;
        }
    }

    /** Where the script that begins here is closed by a bracket. */
    private int script(int begin) {
        int saved = at;
        at = begin;
        while (text.charAt(at) != ']') {
            if (text.charAt(at) == '{') {
                at = closing(at, '{', '}') + 1;
            } else if (text.charAt(at) == '"') {
                at++;
                while (text.charAt(at) != '"') {
                    character(new Found());
                }
                at++;
            } else {
                character(new Found());
            }
        }
        int end = at;
        at = saved;
        return end;
    }

    private int closing(int from, char open, char close) {
        int depth = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == open) {
                depth++;
            } else if (c == close && --depth == 0) {
                return i;
            }
        }
        throw new IllegalArgumentException("no closing brace: " + text.substring(from));
    }
}
