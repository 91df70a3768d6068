package io.llmlb.app.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes settings as a configuration file, a line each, with their origins as comments. */
final class SettingsYaml {
    /** Lines that are longer do not push the comments of all others to the right. */
    private static final int LONGEST = 60;

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/][A-Za-z0-9/._-]*(:[A-Za-z0-9/._-]+)*");

    /** Those that YAML may take for something else than text. */
    private static final Set<String> WORDS = Set.of("null", "true", "false", "yes", "no", "on", "off");

    private record Line(String text, String comment) {}

    private final List<Line> lines = new ArrayList<>();
    private List<String> open = List.of();

    private SettingsYaml() {}

    static String write(List<Setting> settings) {
        SettingsYaml yaml = new SettingsYaml();
        settings.forEach(yaml::add);
        return yaml.text();
    }

    private void add(Setting setting) {
        List<String> path = setting.path();
        int last = path.size() - 1;
        int same = 0;
        while (same < last && same < open.size() && path.get(same).equals(open.get(same))) {
            same++;
        }
        for (int i = same; i < last; i++) {
            if (!Setting.isNumber(path, i)) {
                lines.add(new Line(indent(path, i, same) + quoted(path.get(i)) + ":", ""));
            }
        }
        String key = quoted(path.get(last)) + ":";
        Object value = setting.value();
        String entry = value == null ? "# " + key : key + " " + written(value);
        lines.add(new Line(indent(path, last, same) + entry, setting.origin()));
        open = path.subList(0, last);
    }

    /** With a dash where an entry of a list begins. */
    private static String indent(List<String> path, int depth, int same) {
        boolean begins = depth > same && Setting.isNumber(path, depth - 1);
        return begins ? "  ".repeat(depth - 1) + "- " : "  ".repeat(depth);
    }

    private static String written(Object value) {
        return value instanceof List<?> list
                ? list.stream().map(SettingsYaml::written).collect(Collectors.joining(", ", "[", "]"))
                : value instanceof String text ? quoted(YamlFile.escape(text)) : value.toString();
    }

    private static String quoted(String text) {
        return PLAIN.matcher(text).matches() && !WORDS.contains(text.toLowerCase(Locale.ROOT))
                ? text
                : "\"" + text.chars().mapToObj(SettingsYaml::escaped).collect(Collectors.joining()) + "\"";
    }

    private static String escaped(int character) {
        if (character == '"' || character == '\\') {
            return "\\" + (char) character;
        }
        boolean shown = (character >= ' ' && character < 127) || Character.isLetter(character);
        return shown ? String.valueOf((char) character) : String.format("\\u%04X", character);
    }

    private String text() {
        int width = lines.stream()
                .mapToInt(line -> line.text().length())
                .filter(length -> length <= LONGEST)
                .max()
                .orElse(0);
        return lines.stream()
                .map(line -> line.comment().isEmpty()
                        ? line.text()
                        : line.text()
                                + " ".repeat(Math.max(0, width - line.text().length())) + "  # " + line.comment())
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
