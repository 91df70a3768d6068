package io.llmlb.app.config;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** A YAML file as a tree with places, and the problems found in it so far. */
final class YamlFile {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)}");

    private final Path path;
    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();

    YamlFile(Path path, Map<String, String> environment) {
        this.path = path;
        this.environment = environment;
    }

    /**
     * The root mapping.
     *
     * @throws ConfigException when the file cannot be read or is no YAML
     */
    Section root() {
        try {
            Optional<Node> root = new Compose(LoadSettings.builder().build()).composeString(Files.readString(path));
            if (root.isPresent()) {
                return new Section(this, "", root.get());
            }
            problems.add(path + ": the file is empty");
        } catch (MalformedInputException notText) {
            problems.add(path + ": the file is not UTF-8 text");
        } catch (IOException unreadable) {
            problems.add(path + ": the file cannot be read (" + Values.why(unreadable) + ")");
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

    /**
     * @throws ConfigException when there was any problem
     */
    void throwIfWrong() {
        if (!problems.isEmpty()) {
            throw new ConfigException(path.toString(), problems);
        }
    }

    /**
     * The text with each <code>${NAME}</code> replaced by that environment variable.
     *
     * @throws IllegalArgumentException when one is not set
     */
    String expand(String text) {
        Matcher variable = VARIABLE.matcher(text);
        StringBuilder expanded = new StringBuilder();
        while (variable.find()) {
            String value = environment.get(variable.group(1));
            if (value == null) {
                throw new IllegalArgumentException(
                        "it names the environment variable " + variable.group(1) + ", which is not set");
            }
            variable.appendReplacement(expanded, Matcher.quoteReplacement(value));
        }
        return variable.appendTail(expanded).toString();
    }
}
