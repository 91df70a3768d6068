package io.llmlb.app.rules;

import io.llmlb.app.config.ConfigException;
import io.llmlb.app.config.Section;
import io.llmlb.app.config.YamlFile;
import io.llmlb.rules.form.RuleFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/**
 * The YAML form of a rule set. Any text can be a step; there are no escapes but YAML's own.
 *
 * <pre>{@code
 * name: /Common/routing
 * steps:
 *   start: 1
 *   1: if .stream is true then 2 else 3
 * }</pre>
 */
final class YamlRules {
    private YamlRules() {}

    /**
     * Reads a file.
     *
     * @throws ConfigException naming everything that is wrong, with line and column
     */
    static RuleFile read(Path path) {
        YamlFile file = YamlFile.plain(path);
        Section root = file.root();
        String name = root.optional("name", Function.identity()).orElse("");
        Map<String, String> steps =
                root.requiredSection("steps").map(Section::verbatim).orElse(Map.of());
        root.end();
        file.throwIfWrong();
        return new RuleFile(name, steps);
    }

    /** The text of a file that {@link #read} reads as an equal one. */
    static String write(RuleFile file) {
        Map<String, Object> root = new LinkedHashMap<>();
        if (!file.name().isEmpty()) {
            root.put("name", file.name());
        }
        root.put("steps", file.records());
        return new Dump(DumpSettings.builder()
                        .setDefaultFlowStyle(FlowStyle.BLOCK)
                        .setSplitLines(false)
                        .build())
                .dumpToString(root);
    }
}
