package io.llmlb.sim.live.bigip;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One command of tmsh, cut into words; what is in braces is a word with words of its own.
 *
 * @param words in their order
 */
record TmshCommand(List<Word> words) {
    /**
     * A word.
     *
     * @param text without quotes; empty for braces
     * @param inside of braces; null for all else
     */
    record Word(String text, List<Word> inside) {
        boolean braces() {
            return inside != null;
        }
    }

    /** The commands of a file; a line each, without comments. */
    static List<TmshCommand> read(String file) {
        return file.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(TmshCommand::parse)
                .toList();
    }

    static TmshCommand parse(String line) {
        int[] at = {0};
        List<Word> words = words(line, at);
        if (at[0] < line.length()) {
            throw new IllegalArgumentException("a brace too many: " + line);
        }
        return new TmshCommand(words);
    }

    /** The first words, such as {@code create ltm virtual}. */
    boolean begins(String words) {
        return text(0, words.split(" ").length).equals(words);
    }

    String text(int from, int to) {
        return String.join(
                " ",
                words.subList(from, Math.min(to, words.size())).stream()
                        .map(Word::text)
                        .toList());
    }

    /** Names and values behind the object's name: a word each, or words and then braces, as in {@code records add}. */
    static Map<String, Word> attributes(List<Word> words) {
        Map<String, Word> attributes = new LinkedHashMap<>();
        for (int i = 0; i + 1 < words.size(); i += 2) {
            String name = words.get(i).text();
            if (words.get(i + 1).text().equals("add")) {
                i++;
            }
            if (attributes.put(name, words.get(i + 1)) != null) {
                throw new IllegalArgumentException(name + " is there twice");
            }
        }
        return attributes;
    }

    /** Names and braces in turns, as within {@code profiles add}. */
    static Map<String, List<Word>> named(Word braces) {
        Map<String, List<Word>> named = new LinkedHashMap<>();
        for (int i = 0; i < braces.inside().size(); i += 2) {
            Word name = braces.inside().get(i);
            Word value = braces.inside().get(i + 1);
            if (name.braces() || !value.braces()) {
                throw new IllegalArgumentException("names and braces take turns: " + braces);
            }
            named.put(name.text(), value.inside());
        }
        return named;
    }

    private static List<Word> words(String line, int[] at) {
        List<Word> words = new ArrayList<>();
        while (at[0] < line.length() && line.charAt(at[0]) != '}') {
            char c = line.charAt(at[0]);
            if (c == ' ') {
                at[0]++;
            } else if (c == '{') {
                at[0]++;
                words.add(new Word("", words(line, at)));
                if (at[0] == line.length()) {
                    throw new IllegalArgumentException("a brace is missing: " + line);
                }
                at[0]++;
            } else if (c == '"') {
                int end = line.indexOf('"', at[0] + 1);
                if (end < 0) {
                    throw new IllegalArgumentException("a quote has no end: " + line);
                }
                words.add(new Word(line.substring(at[0] + 1, end), null));
                at[0] = end + 1;
            } else {
                int begin = at[0];
                while (at[0] < line.length() && " {}\"".indexOf(line.charAt(at[0])) < 0) {
                    at[0]++;
                }
                words.add(new Word(line.substring(begin, at[0]), null));
            }
        }
        return words;
    }
}
