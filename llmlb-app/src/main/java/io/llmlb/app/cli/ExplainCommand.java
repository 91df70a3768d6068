package io.llmlb.app.cli;

import io.llmlb.app.config.AppConfig;
import io.llmlb.app.config.StatusConfig;
import io.llmlb.app.config.YamlConfig;
import io.llmlb.app.serve.StatusClient;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "explain",
        description = "Asks a controller that runs: what is each ratio, why, how old is the evidence, when did it last"
                + " change, and who else changed it.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // fields are set by picocli
final class ExplainCommand implements Callable<Integer> {
    @ParentCommand
    private Llmlb llmlb;

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "POOL",
            description = "full path of a pool, such as /vllm/Shared/gpt; default: all")
    private @Nullable String pool;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "where the controller tells its status; default: as configured, else http://127.0.0.1:9105")
    private @Nullable String url;

    @Option(names = "--config", paramLabel = "FILE", description = "the controller's YAML file, for its status address")
    private @Nullable Path file;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description = "the cycle of that time instead of the last, such as 2026-11-23T03:00:00Z")
    private @Nullable String at;

    @Option(names = "--cycles", paramLabel = "N", description = "that many cycles of the pool, the newest first")
    private @Nullable Integer cycles;

    @Option(names = "--output", defaultValue = "text", description = "${COMPLETION-CANDIDATES}; default text")
    private Output output;

    @Override
    public Integer call() throws InterruptedException {
        if (pool == null && (at != null || cycles != null)) {
            throw new ParameterException(spec.commandLine(), "--at and --cycles are about one pool: name it");
        }
        StatusClient client = new StatusClient(address(), output == Output.TEXT);
        String answer = pool == null
                ? client.pools()
                : cycles == null ? client.pool(pool, at) : client.cycles(pool, at, cycles);
        spec.commandLine().getOut().print(answer);
        spec.commandLine().getOut().flush();
        return Llmlb.DONE;
    }

    private URI address() {
        if (url != null) {
            try {
                URI given = URI.create(url);
                if ("http".equals(given.getScheme()) && given.getHost() != null) {
                    return given;
                }
            } catch (IllegalArgumentException notOne) {
                // the same sentence serves
            }
            throw new ParameterException(
                    spec.commandLine(),
                    "--url: this is a URL such as http://127.0.0.1:9105, but it is \"" + url + "\"");
        }
        StatusConfig status = StatusConfig.USUAL;
        if (file != null) {
            AppConfig config = YamlConfig.read(file, llmlb.environment());
            status = config.status();
        }
        return status.url();
    }
}
