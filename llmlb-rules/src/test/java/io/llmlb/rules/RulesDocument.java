package io.llmlb.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code docs/rules.md}, for the tests that keep it true. */
public final class RulesDocument {
    private static final Path EXAMPLES = Path.of("..", "examples", "rules");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```([a-z]*)\n(.*?)^```$");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern STEP = Pattern.compile("(?m)^ {2}(\\S+): (.+)$");

    private final String text;

    public RulesDocument() {
        text = file(Path.of("..", "docs", "rules.md"));
    }

    /** All of it. */
    public String text() {
        return text;
    }

    /** A file of {@code examples/rules}. */
    public static String example(String name) {
        return file(EXAMPLES.resolve(name));
    }

    /** The blocks with this word behind their opening fence, in order. */
    public List<String> blocks(String word) {
        List<String> found = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            if (block.group(1).equals(word)) {
                found.add(block.group(2));
            }
        }
        return found;
    }

    /** The rows of the table with this line at its head, cell by cell. */
    public List<List<String>> table(String head) {
        int at = text.indexOf("\n" + head + "\n");
        if (at < 0) {
            throw new AssertionError("there is no table with the head " + head);
        }
        return text.substring(at + 1)
                .lines()
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> Arrays.stream(line.substring(1, line.length() - 1).split("\\|"))
                        .map(String::strip)
                        .toList())
                .toList();
    }

    /** What stands in code marks in a cell. */
    public static List<String> codes(String cell) {
        return CODE.matcher(cell).results().map(found -> found.group(1)).toList();
    }

    /** The records of the YAML blocks, in order. */
    public List<Map<String, String>> sets() {
        return blocks("yaml").stream()
                .map(block -> {
                    Map<String, String> records = new LinkedHashMap<>();
                    STEP.matcher(block).results().forEach(step -> records.put(step.group(1), step.group(2)));
                    return records;
                })
                .toList();
    }

    private static String file(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
