package io.llmlb.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.llmlb.app.config.EffectiveConfig;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "print",
        description =
                "Every value in effect, and who said so: a line, an environment variable, or nobody. The text is a"
                        + " configuration file with the same effect. Passwords and tokens are not shown.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // fields are set by picocli
final class ConfigPrintCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @ParentCommand
    private ConfigCommand group;

    @Mixin
    private ConfigFileOption options;

    @Option(names = "--output", defaultValue = "text", description = "${COMPLETION-CANDIDATES}; default text")
    private Output output;

    @Override
    public Integer call() throws JsonProcessingException {
        EffectiveConfig config = options.read(group.environment());
        PrintWriter out = spec.commandLine().getOut();
        if (output == Output.JSON) {
            List<Map<String, @Nullable Object>> settings = new ArrayList<>();
            config.settings().forEach(setting -> {
                Map<String, @Nullable Object> data = new LinkedHashMap<>();
                data.put("key", setting.key());
                data.put("value", setting.value());
                data.put("origin", setting.origin());
                settings.add(data);
            });
            out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(settings));
        } else {
            out.print(config.yaml());
            out.flush();
        }
        return Llmlb.DONE;
    }
}
