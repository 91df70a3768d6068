package io.llmlb.app.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** A YAML file as a tree with places, and the problems found in it so far. */
public final class YamlFile {
    /** A variable; or with one dollar more what would else be one. */
    private static final Pattern VARIABLE = Pattern.compile("\\$\\$\\{|\\$\\{([^}]*)}");

    private final Path path;
    private final UnaryOperator<String> expansion;
    private final List<String> problems = new ArrayList<>();
    private final Map<String, String> origins = new HashMap<>();
    private final Set<String> asked = new TreeSet<>();

    private YamlFile(Path path, UnaryOperator<String> expansion) {
        this.path = path;
        this.expansion = expansion;
    }

    /**
     * A file whose values may name environment variables as <code>${NAME}</code>; <code>$${NAME}</code> is that text itself.
     */
    public static YamlFile of(Path path, Map<String, String> environment) {
        return new YamlFile(path, text -> expand(text, environment));
    }

    /** A text which a file of {@link #of} has for this value. */
    static String escape(String value) {
        return value.replace("${", "$${");
    }

    /** A file whose values mean what they say. */
    public static YamlFile plain(Path path) {
        return new YamlFile(path, UnaryOperator.identity());
    }

    /**
     * The root mapping.
     *
     * @throws ConfigException when the file cannot be read or is no YAML
     */
    public Section root() {
        try {
            Optional<Node> root = new Compose(LoadSettings.builder().build()).composeString(InputFile.text(path));
            if (root.isPresent()) {
                return new Section(this, "", root.get());
            }
            problems.add(path + ": the file is empty");
        } catch (MarkedYamlEngineException notYaml) {
            problems.add(path + ":" + Section.place(notYaml.getProblemMark()) + ": this is no YAML: "
                    + notYaml.getProblem());
        } catch (YamlEngineException notYaml) {
            problems.add(path + ": this is no YAML: "
                    + String.valueOf(notYaml.getMessage()).lines().findFirst().orElse(""));
        }
        throw new ConfigException(path.toString(), problems);
    }

    void problem(Node at, String key, String what) {
        problems.add(path + ":" + Section.place(at.getStartMark()) + ": " + key + ": " + what);
    }

    /** Where the value of each key came from, so far. */
    Map<String, String> origins() {
        return Map.copyOf(origins);
    }

    /** Every key that a reader has asked for so far, whether it is there or not. */
    Set<String> asked() {
        return Set.copyOf(asked);
    }

    void ask(String key) {
        asked.add(key);
    }

    /** Notes where a value is, and which variables it names. */
    void note(Node at, String key, String text) {
        String variables = VARIABLE.matcher(text)
                .results()
                .filter(found -> found.group(1) != null)
                .map(MatchResult::group)
                .distinct()
                .collect(Collectors.joining(", "));
        String line = "line " + Section.place(at.getStartMark());
        origins.put(key, variables.isEmpty() ? line : variables + " in " + line);
    }

    /**
     * To be called when all has been read.
     *
     * @throws ConfigException when there was any problem
     */
    public void throwIfWrong() {
        if (!problems.isEmpty()) {
            throw wrong();
        }
    }

    /** All problems so far. */
    ConfigException wrong() {
        return new ConfigException(path.toString(), problems);
    }

    /**
     * What a value means.
     *
     * @throws IllegalArgumentException when it names an environment variable that is not set
     */
    String expand(String text) {
        return expansion.apply(text);
    }

    private static String expand(String text, Map<String, String> environment) {
        Matcher variable = VARIABLE.matcher(text);
        StringBuilder expanded = new StringBuilder();
        while (variable.find()) {
            String name = variable.group(1);
            String value = name == null ? "${" : environment.get(name);
            if (value == null) {
                throw new IllegalArgumentException("it names the environment variable " + name + ", which is not set");
            }
            variable.appendReplacement(expanded, Matcher.quoteReplacement(value));
        }
        return variable.appendTail(expanded).toString();
    }
}
