package io.llmlb.app.reference;

import io.llmlb.app.metrics.ControllerMetric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * Writes docs/reference.md: the keys of the configuration as examples/config/llmlb.yaml explains them (a test holds that file
 * to what is read), and metrics, exit codes and lines of the log as they stand in the code.
 */
final class Reference {
    private static final Pattern KEY = Pattern.compile("^( *)(- )?(\"?[\\w.:-]+\"?): *(.*)$");
    private static final Pattern LOGGED =
            Pattern.compile("LOG\\s*\\.(error|warn|info)\\(\\s*((?:\"(?:[^\"\\\\]|\\\\.)*\"\\s*\\+?\\s*)+)");
    private static final Pattern PIECE = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final List<String> MODULES = List.of("core", "rules", "bigip", "prometheus", "app");

    private final Path root;

    Reference(Path root) {
        this.root = root;
    }

    /** The argument is the project's folder. */
    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments[0]);
        Files.writeString(root.resolve("docs/reference.md"), new Reference(root).text());
    }

    String text() throws IOException {
        StringBuilder text = new StringBuilder();
        text.append("# Reference\n\nWritten by `./reference` from the code; a test holds the two together.\n");
        text.append(
                        "\n## The configuration file\n\n`NAME` is a name of your own. A time is `500ms`, `2s` or `1m`; a number")
                .append(
                        " alone is seconds. The environment variables that configure one pool without a file stand in the\n")
                .append("[README](../README.md#how-to-configure-it); an example of every key is")
                .append(" [llmlb.yaml](../examples/config/llmlb.yaml).\n\n| key | meaning |\n| --- | --- |\n");
        keys().forEach((key, meaning) -> row(text, "`" + key + "`", meaning));
        text.append("\n## Exit codes\n\n| code | meaning |\n| --- | --- |\n");
        for (String code : exitCodes()) {
            row(text, code.substring(0, code.indexOf(':')), code.substring(code.indexOf(':') + 1));
        }
        text.append(
                "\n`llmlb rules` says 1 for rules with errors or that differ, `doctor` for a finding that failed.\n");
        text.append("\n## Metrics\n\nAt `/metrics`, for Prometheus as text or OpenMetrics.\n\n")
                .append("| metric | kind | labels | meaning |\n| --- | --- | --- | --- |\n");
        for (ControllerMetric metric : ControllerMetric.values()) {
            row(
                    text,
                    "`" + metric.word() + "`",
                    metric.kind().name().toLowerCase(Locale.ROOT),
                    String.join(", ", metric.labels()),
                    metric.help());
        }
        text.append(
                        "\n## The log\n\nAt verbosity 1, `…` standing for what differs. `pool …: …` as info is what changed in a")
                .append(
                        " cycle, and as a warning\nwhat is wrong with one, with its mend: [troubleshooting](troubleshooting.md).\n\n")
                .append("| level | message | from |\n| --- | --- | --- |\n");
        for (List<String> event : logged()) {
            row(text, event.get(0), event.get(1), "`" + event.get(2) + "`");
        }
        return text.toString();
    }

    private Map<String, String> keys() throws IOException {
        Map<String, String> keys = new java.util.LinkedHashMap<>();
        List<String> comment = new ArrayList<>();
        TreeMap<Integer, String> above = new TreeMap<>();
        for (String line : Files.readAllLines(root.resolve("examples/config/llmlb.yaml"))) {
            Matcher key = KEY.matcher(line);
            if (line.isBlank()) {
                comment.clear();
            } else if (line.strip().startsWith("#")) {
                comment.add(line.strip().substring(1).strip());
            } else if (key.matches()) {
                int indent = key.group(1).length() + (key.group(2) == null ? 0 : 2);
                above.tailMap(indent, true).clear();
                String parent = String.join(".", above.values());
                boolean named = parent.equals("bigips")
                        || parent.equals("metrics")
                        || key.group(3).startsWith("\"");
                String name = named ? "NAME" : key.group(3);
                above.put(indent, name.equals("pools") ? "pools[]" : name);
                if (!comment.isEmpty()) {
                    keys.putIfAbsent(String.join(".", above.values()), String.join(" ", comment));
                }
                comment.clear();
            }
        }
        return keys;
    }

    private static String[] exitCodes() {
        try {
            return Class.forName("io.llmlb.app.cli.Llmlb")
                    .getAnnotation(Command.class)
                    .exitCodeList();
        } catch (ClassNotFoundException gone) {
            throw new AssertionError(gone);
        }
    }

    private List<List<String>> logged() throws IOException {
        List<List<String>> events = new ArrayList<>();
        for (String module : MODULES) {
            try (Stream<Path> all = Files.walk(root.resolve("llmlb-" + module + "/src/main/java"))) {
                for (Path file : all.filter(path -> path.toString().endsWith(".java"))
                        .sorted()
                        .toList()) {
                    Matcher event = LOGGED.matcher(Files.readString(file));
                    while (event.find()) {
                        StringBuilder message = new StringBuilder();
                        Matcher piece = PIECE.matcher(event.group(2));
                        while (piece.find()) {
                            message.append(piece.group(1));
                        }
                        String name = file.getFileName().toString().replace(".java", "");
                        List<String> row =
                                List.of(event.group(1), message.toString().replace("{}", "…"), name);
                        boolean says = row.get(1).chars().anyMatch(Character::isLetter);
                        if (says && !events.contains(row)) {
                            events.add(row);
                        }
                    }
                }
            }
        }
        return events;
    }

    private static void row(StringBuilder text, String... cells) {
        text.append("| ")
                .append(String.join(
                        " | ",
                        Stream.of(cells).map(cell -> cell.replace("|", "\\|")).toList()))
                .append(" |\n");
    }
}
