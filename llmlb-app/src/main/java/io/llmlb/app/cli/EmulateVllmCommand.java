package io.llmlb.app.cli;

import io.llmlb.sim.live.ClusterOptions;
import io.llmlb.sim.live.ServerPlan;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "vllm",
        description = "A vLLM server, or several from a file. When they serve, it prints one JSON object that says"
                + " where; it serves until it is ended.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // fields are set by picocli
final class EmulateVllmCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private EmulateOptions options;

    @Mixin
    private EmulateServerOptions server;

    @Option(names = "--profile", defaultValue = "a100", description = "its model and GPU; default ${DEFAULT-VALUE}")
    private String profile;

    @Option(names = "--port", defaultValue = "8000", description = "default ${DEFAULT-VALUE}; 0 for any free one")
    private int port;

    @Override
    public Integer call() throws IOException, InterruptedException {
        return options.serve(
                spec.commandLine(),
                () -> new ClusterOptions(
                        List.of(server.plan(profile, 1, port, ServerPlan.KEEP_ALIVE)),
                        Optional.empty(),
                        "127.0.0.1",
                        Duration.ofSeconds(5)),
                cluster -> cluster.bigIp().map(plan -> "it has a BIG-IP too: use emulate cluster"));
    }
}
