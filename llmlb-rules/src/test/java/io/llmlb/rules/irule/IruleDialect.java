package io.llmlb.rules.irule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an iRule may say: commands of Tcl 8.4 that BIG-IP has not taken away, commands that F5's documents name, and Tcl
 * 8.4's expressions. Finds everything else.
 */
final class IruleDialect {
    /** No subcommand is looked at. */
    private static final Set<String> ANY = Set.of();

    /** Command to the first words it may have. */
    private static final Map<String, Set<String>> COMMANDS = Map.ofEntries(
            // Tcl 8.4.
            Map.entry("append", ANY),
            Map.entry("array", Set.of("set", "size", "unset", "names", "get", "exists")),
            Map.entry("break", ANY),
            Map.entry("catch", ANY),
            Map.entry("clock", Set.of("seconds")),
            Map.entry("continue", ANY),
            Map.entry("error", ANY),
            Map.entry("expr", ANY),
            Map.entry("for", ANY),
            Map.entry("foreach", ANY),
            Map.entry("format", ANY),
            Map.entry("if", ANY),
            Map.entry("incr", ANY),
            Map.entry("info", Set.of("exists")),
            Map.entry("join", ANY),
            Map.entry("lappend", ANY),
            Map.entry("lindex", ANY),
            Map.entry("list", ANY),
            Map.entry("llength", ANY),
            Map.entry("lrange", ANY),
            Map.entry("lsearch", Set.of("-exact")),
            Map.entry("lsort", Set.of("-unique")),
            Map.entry("proc", ANY),
            Map.entry("regexp", ANY),
            Map.entry("return", ANY),
            Map.entry("set", ANY),
            Map.entry(
                    "string",
                    Set.of(
                            "equal",
                            "first",
                            "index",
                            "is",
                            "length",
                            "map",
                            "match",
                            "range",
                            "tolower",
                            "trim",
                            "trimleft")),
            Map.entry("switch", Set.of("--", "-glob")),
            Map.entry("while", ANY),
            // F5's.
            Map.entry("when", ANY),
            Map.entry("call", ANY),
            Map.entry("class", Set.of("exists", "lookup", "match")),
            Map.entry("log", Set.of("local0.warning")),
            Map.entry("pool", ANY),
            Map.entry("virtual", Set.of("name")),
            Map.entry("HTTP::header", Set.of("value", "insert")),
            Map.entry("HTTP::respond", ANY),
            Map.entry("ISTATS::incr", ANY),
            Map.entry("LB::server", Set.of("pool")),
            Map.entry("JSON::root", ANY),
            Map.entry("JSON::type", ANY),
            Map.entry("JSON::get", ANY),
            Map.entry("JSON::set", ANY),
            Map.entry("JSON::object", Set.of("size", "type", "get", "set", "add", "remove", "keys", "values")),
            Map.entry("JSON::array", Set.of("size", "type", "get", "set", "insert", "append", "remove", "values")));

    private static final Set<String> EVENTS = Set.of(
            "RULE_INIT",
            "CLIENT_ACCEPTED",
            "HTTP_REQUEST",
            "HTTP_RESPONSE",
            "JSON_REQUEST",
            "JSON_REQUEST_MISSING",
            "JSON_REQUEST_ERROR");

    /** Classes of {@code string is} in Tcl 8.4. */
    private static final Set<String> IS =
            Set.of("ascii", "alnum", "alpha", "digit", "integer", "double", "space", "xdigit");

    private static final Set<String> FUNCTIONS = Set.of("abs", "double", "floor", "int", "round", "wide");
    private static final Pattern EXPRESSION = Pattern.compile(
            "\\s+|(?<number>[0-9]+(\\.[0-9]+)?(e[0-9]+)?)|(?<operator>&&|\\|\\||==|!=|<=|>=|<<|>>|[-+/%!~<>&|^?:()]|\\*(?!\\*))"
                    + "|(?<word>[A-Za-z_]\\w*)|(?<variable>\\$[\\w:]+(\\([^()]*\\))?)|(?<string>\"[^\"]*\")|(?<command>\\[)");

    private final List<String> found = new ArrayList<>();
    private final Set<String> defined = new TreeSet<>();
    private final Set<String> called = new TreeSet<>();

    private IruleDialect() {}

    /** Everything in a text that is no iRule's, in words; empty when there is nothing. */
    static List<String> check(String text) {
        IruleDialect dialect = new IruleDialect();
        Matcher odd = Pattern.compile("[^\\x20-\\x7e\\n]").matcher(text);
        if (odd.find()) {
            dialect.found.add("a character beyond printable ASCII at " + odd.start());
        }
        dialect.script(text, true);
        for (String name : dialect.called) {
            if (!dialect.defined.contains(name)) {
                dialect.found.add("call of " + name + ", which is not there");
            }
        }
        for (String name : dialect.defined) {
            if (!dialect.called.contains(name)) {
                dialect.found.add(name + " is never called");
            }
        }
        return dialect.found;
    }

    private void script(String text, boolean top) {
        for (TclScript.Command command : TclScript.commands(text)) {
            command(command, top);
        }
    }

    private void command(TclScript.Command command, boolean top) {
        String name = command.name();
        Set<String> first = COMMANDS.get(name);
        if (first == null) {
            found.add("command " + name);
            return;
        }
        if (!first.isEmpty() && !first.contains(command.word(1))) {
            found.add("command " + name + " " + command.word(1));
        }
        if (top != (name.equals("when") || name.equals("proc"))) {
            found.add(name + (top ? " outside of events and procedures" : " inside of one"));
        }
        for (TclScript.Word word : command.words()) {
            if (word.braced()) {
                continue;
            }
            if (word.text().startsWith("{*}")) {
                found.add("{*}");
            }
            substitutions(word);
        }
        switch (name) {
            case "when" -> {
                if (!EVENTS.contains(command.word(1))) {
                    found.add("event " + command.word(1));
                }
                script(command.word(2), false);
            }
            case "proc" -> {
                defined.add(command.word(1));
                if (!command.word(1).startsWith("ibr_")) {
                    found.add("procedure " + command.word(1) + " without its prefix");
                }
                script(command.word(3), false);
            }
            case "call" -> called.add(command.word(1));
            case "catch" -> {
                if (command.words().size() > 3) {
                    found.add("catch with options");
                }
                script(command.word(1), false);
            }
            case "expr" -> {
                if (command.words().size() != 2 || !command.words().get(1).braced()) {
                    found.add("expr without braces: " + command.word(1));
                }
                expression(command.word(1));
            }
            case "if" -> condition(command);
            case "while" -> {
                expression(command.word(1));
                script(command.word(2), false);
            }
            case "for" -> {
                script(command.word(1), false);
                expression(command.word(2));
                script(command.word(3), false);
                script(command.word(4), false);
            }
            case "foreach" -> script(command.word(command.words().size() - 1), false);
            case "switch" -> arms(command);
            case "string" -> string(command);
            case "lsearch", "lsort" -> {
                if (command.words().size() != (name.equals("lsort") ? 3 : 4)) {
                    found.add("options of " + name);
                }
            }
            case "regexp" -> {
                for (TclScript.Word word : command.words()) {
                    if (!word.braced()
                            && word.text().startsWith("-")
                            && !Set.of("-all", "-indices", "-nocase").contains(word.text())) {
                        found.add("regexp " + word.text());
                    }
                }
            }
            case "set" -> variable(command.word(1));
            default -> {}
        }
    }

    private void substitutions(TclScript.Word word) {
        word.scripts().forEach(script -> script(script, false));
        word.variables().forEach(this::variable);
    }

    /** A variable is local, or static and prefixed; a global one would pin all traffic to one processor. */
    private void variable(String name) {
        if (name.contains("::") && !name.startsWith("static::ibr_")) {
            found.add("variable " + name);
        }
    }

    private void condition(TclScript.Command command) {
        expression(command.word(1));
        for (int i = 2; i < command.words().size(); i++) {
            String word = command.word(i);
            if (word.equals("elseif")) {
                expression(command.word(++i));
            } else if (!word.equals("else")) {
                script(word, false);
            }
        }
    }

    private void arms(TclScript.Command command) {
        List<TclScript.Word> words = new ArrayList<>();
        int last = command.words().size() - 1;
        TclScript.commands(command.word(last)).forEach(line -> words.addAll(line.words()));
        if (last > 4 || !command.word(last - 2).equals("--") || words.size() % 2 != 0) {
            found.add("switch of another form: " + command.word(last - 1));
            return;
        }
        for (int i = 1; i < words.size(); i += 2) {
            if (!words.get(i).text().equals("-")) {
                script(words.get(i).text(), false);
            }
        }
    }

    private void string(TclScript.Command command) {
        if (command.word(1).equals("is")
                && (!IS.contains(command.word(2)) || command.words().size() != 4)) {
            found.add("string is " + command.word(2));
        }
        if (List.of("match", "equal").contains(command.word(1))
                && command.word(2).startsWith("-")
                && !command.word(2).equals("-nocase")
                && command.words().size() > 4) {
            found.add("string " + command.word(1) + " " + command.word(2));
        }
    }

    private void expression(String text) {
        substitutions(TclScript.substituted(text));
        int at = 0;
        while (at < text.length()) {
            Matcher token = EXPRESSION.matcher(text).region(at, text.length());
            if (!token.lookingAt()) {
                found.add("expression " + text.substring(at).strip());
                return;
            }
            at = token.end();
            String word = token.group("word");
            if (word != null && !word.equals("eq") && !word.equals("ne") && !FUNCTIONS.contains(word)) {
                found.add("operator " + word);
            }
            if (token.group("command") != null) {
                at = TclScript.bracket(text, at) + 1;
            }
        }
    }
}
