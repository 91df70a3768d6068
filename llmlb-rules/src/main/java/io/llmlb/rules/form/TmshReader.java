package io.llmlb.rules.form;

import io.llmlb.rules.form.TmshLexer.Kind;
import io.llmlb.rules.form.TmshLexer.Token;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the internal data group that a BIG-IP configuration, or a tmsh command, holds. */
final class TmshReader {
    private static final Set<String> VERBS = Set.of("create", "modify", "list");
    private static final Set<String> TCL = Set.of("ltm rule", "gtm rule", "cli script", "sys application");

    /** A data group as found, whatever its type. */
    private record Group(Token name, Token type, Map<String, String> records) {
        boolean isString() {
            return type.text().equals("string");
        }
    }

    private final TmshLexer lexer;
    private final List<Group> groups = new ArrayList<>();

    TmshReader(String text) {
        lexer = new TmshLexer(text);
    }

    RuleFile read() {
        for (Token first = lexer.significant(); first.kind() != Kind.END; first = lexer.significant()) {
            statement(first);
        }
        Group group = chosen();
        if (!group.isString()) {
            throw group.type()
                    .wrong("a rule set is a data group of type string, but this one is of type "
                            + group.type().text());
        }
        return new RuleFile(group.name().text(), group.records());
    }

    /** From the first word to the end of its line, or of its block. */
    private void statement(Token first) {
        if (first.kind() != Kind.WORD) {
            throw first.wrong("an object such as ltm data-group internal is expected here, not " + first.shown());
        }
        List<Token> head = new ArrayList<>();
        Token token = first;
        while (token.kind() == Kind.WORD) {
            head.add(token);
            token = lexer.next();
        }
        if (token.kind() == Kind.CLOSE) {
            throw token.wrong("this brace closes nothing");
        }
        List<Token> words = command(head);
        String what = words.stream().limit(3).map(Token::text).collect(Collectors.joining(" "));
        if (what.equals("ltm data-group internal")) {
            if (words.size() != 4 || token.kind() != Kind.OPEN) {
                throw (words.size() > 4 ? words.get(4) : token)
                        .wrong("a data group has a name and then a block in braces");
            }
            groups.add(group(words.get(3), token));
        } else if (token.kind() == Kind.OPEN) {
            lexer.skipBlock(token, TCL.stream().anyMatch(what::startsWith));
        }
    }

    /** Without the words that make a command of an object. */
    private static List<Token> command(List<Token> head) {
        int from = head.get(0).text().equals("tmsh") ? 1 : 0;
        if (from < head.size() && VERBS.contains(head.get(from).text())) {
            from++;
        }
        return head.subList(from, head.size());
    }

    private Group group(Token name, Token open) {
        Token type = new Token(Kind.WORD, "string", name.line(), name.column());
        Map<String, String> records = new LinkedHashMap<>();
        for (Token token = inside(open); token.kind() != Kind.CLOSE; token = inside(open)) {
            Token key = word(token);
            if (key.text().equals("records")) {
                records(records);
            } else if (key.text().equals("type")) {
                type = word(lexer.significant());
            } else {
                Token value = lexer.significant();
                if (value.kind() == Kind.OPEN) {
                    lexer.skipBlock(value, false);
                } else {
                    word(value);
                }
            }
        }
        return new Group(name, type, records);
    }

    private void records(Map<String, String> records) {
        Token open = lexer.significant();
        if (open.kind() == Kind.WORD) {
            switch (open.text()) {
                case "none" -> {
                    return;
                }
                case "add", "replace-all-with" -> open = lexer.significant();
                default ->
                    throw open.wrong(open.shown() + " makes no whole rule set: use add, replace-all-with or a block");
            }
        }
        expect(Kind.OPEN, open);
        for (Token token = inside(open); token.kind() != Kind.CLOSE; token = inside(open)) {
            Token name = word(token);
            String data = data();
            if (records.put(name.text(), data) != null) {
                throw name.wrong("the record " + name.text() + " is there twice");
            }
        }
    }

    private String data() {
        Token open = lexer.significant();
        expect(Kind.OPEN, open);
        Token token = inside(open);
        String data = "";
        if (token.kind() == Kind.WORD) {
            if (!token.text().equals("data")) {
                throw token.wrong("a record holds data and a value, not " + token.shown());
            }
            data = word(lexer.significant()).text();
            token = inside(open);
            if (token.kind() == Kind.WORD) {
                throw token.wrong("a value with blanks needs double quotes around it");
            }
        }
        expect(Kind.CLOSE, token);
        return data;
    }

    private Token inside(Token open) {
        Token token = lexer.significant();
        if (token.kind() == Kind.END) {
            throw open.wrong("this brace is never closed");
        }
        return token;
    }

    private static Token word(Token token) {
        expect(Kind.WORD, token);
        return token;
    }

    private static void expect(Kind kind, Token token) {
        if (token.kind() != kind) {
            String expected = switch (kind) {
                case OPEN -> "an opening brace";
                case CLOSE -> "a closing brace";
                default -> "a word";
            };
            throw token.wrong(expected + " is expected here, not " + token.shown());
        }
    }

    private Group chosen() {
        if (groups.isEmpty()) {
            throw new RuleFileException(1, 1, "there is no internal data group in this file");
        }
        List<Group> meant = groups.size() == 1
                ? groups
                : groups.stream()
                        .filter(group -> group.isString() && group.records().containsKey("start"))
                        .toList();
        if (meant.size() == 1) {
            return meant.get(0);
        }
        Group at = meant.isEmpty() ? groups.get(0) : meant.get(1);
        throw at.name()
                .wrong((meant.isEmpty() ? "none" : "more than one") + " of the " + groups.size()
                        + " data groups in this file has a record start: keep the one that is the rule set");
    }
}
