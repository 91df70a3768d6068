package io.llmlb.sim.live.icontrol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The tmsh text that changes records of a data group: {@code records modify { k3 { data v3 } }}. Verbs are add, delete,
 * modify and replace-all-with. A word may be quoted; a backslash makes the next character an ordinary one. The messages
 * are invented.
 */
final class TmshRecords {
    private record Token(String text, boolean brace) {
        boolean is(String symbol) {
            return brace && text.equals(symbol);
        }
    }

    private final List<Token> tokens;
    private final String group;
    private int next;

    private TmshRecords(List<Token> tokens, String group) {
        this.tokens = tokens;
        this.group = group;
    }

    /**
     * The records after the change.
     *
     * @param group the data group's full path, for messages
     */
    static SortedMap<String, String> apply(String text, SortedMap<String, String> before, String group) {
        return new TmshRecords(tokens(text), group).change(before);
    }

    private SortedMap<String, String> change(SortedMap<String, String> before) {
        if (!word().equals("records")) {
            throw syntax();
        }
        String verb = word();
        Map<String, String> named = block();
        if (next < tokens.size()) {
            throw syntax();
        }
        SortedMap<String, String> after = new TreeMap<>(verb.equals("replace-all-with") ? Map.of() : before);
        for (Map.Entry<String, String> record : named.entrySet()) {
            boolean there = before.containsKey(record.getKey());
            String what = "value list record (" + group + " " + record.getKey() + ")";
            switch (verb) {
                case "add" -> {
                    if (there) {
                        throw Refusal.exists(what, new FullPath(group).partition());
                    }
                    after.put(record.getKey(), record.getValue());
                }
                case "modify", "delete" -> {
                    if (!there) {
                        throw Refusal.notFound(what);
                    }
                    if (verb.equals("modify")) {
                        after.put(record.getKey(), record.getValue());
                    } else {
                        after.remove(record.getKey());
                    }
                }
                case "replace-all-with" -> after.put(record.getKey(), record.getValue());
                default -> throw syntax();
            }
        }
        if (!List.of("add", "modify", "delete", "replace-all-with").contains(verb)) {
            throw syntax();
        }
        return after;
    }

    private Map<String, String> block() {
        Map<String, String> records = new LinkedHashMap<>();
        expect("{");
        while (!peek("}")) {
            String name = word();
            String data = "";
            if (peek("{")) {
                next++;
                if (!peek("}")) {
                    if (!word().equals("data")) {
                        throw syntax();
                    }
                    data = word();
                }
                expect("}");
            }
            records.put(name, data);
        }
        next++;
        return records;
    }

    private boolean peek(String brace) {
        if (next >= tokens.size()) {
            throw syntax();
        }
        return tokens.get(next).is(brace);
    }

    private void expect(String brace) {
        if (!peek(brace)) {
            throw syntax();
        }
        next++;
    }

    private String word() {
        if (next >= tokens.size() || tokens.get(next).brace) {
            throw syntax();
        }
        return tokens.get(next++).text;
    }

    private static List<Token> tokens(String text) {
        List<Token> tokens = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean separates = !quoted && (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '{' || c == '}');
            if (separates) {
                if (inWord) {
                    tokens.add(new Token(word.toString(), false));
                    word.setLength(0);
                    inWord = false;
                }
                if (c == '{' || c == '}') {
                    tokens.add(new Token(String.valueOf(c), true));
                }
            } else if (c == '"') {
                quoted = !quoted;
                inWord = true;
            } else {
                if (c == '\\' && i + 1 < text.length()) {
                    c = text.charAt(++i);
                }
                word.append(c);
                inWord = true;
            }
        }
        if (quoted) {
            throw syntax();
        }
        if (inWord) {
            tokens.add(new Token(word.toString(), false));
        }
        return tokens;
    }

    private static Refusal syntax() {
        return Refusal.invalid("Syntax Error: expected \"records (add|delete|modify|replace-all-with) { NAME { data"
                + " VALUE } ... }\"");
    }
}
