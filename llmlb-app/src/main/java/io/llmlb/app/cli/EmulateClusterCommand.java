package io.llmlb.app.cli;

import io.llmlb.sim.live.ClusterOptions;
import io.llmlb.sim.live.ServerPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "cluster",
        description = "vLLM servers and a BIG-IP in front of them. When it serves, it prints one JSON object that says"
                + " where and how; it serves until it is ended.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // fields are set by picocli
final class EmulateClusterCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private EmulateOptions options;

    @Mixin
    private EmulateServerOptions server;

    @Option(
            names = "--profiles",
            split = ",",
            defaultValue = "a100,a100,l4",
            description = "one server for each; default ${DEFAULT-VALUE}")
    private List<String> profiles;

    @Override
    public Integer call() throws IOException, InterruptedException {
        return options.serve(spec.commandLine(), this::flags, cluster -> Optional.empty());
    }

    private ClusterOptions flags() {
        List<ServerPlan> servers = new ArrayList<>();
        for (String profile : profiles) {
            servers.add(server.plan(profile, servers.size() + 1, 0, ServerPlan.BEHIND_ONECONNECT));
        }
        return ClusterOptions.onePool(servers);
    }
}
