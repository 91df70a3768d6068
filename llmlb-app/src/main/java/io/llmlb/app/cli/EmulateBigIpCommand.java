package io.llmlb.app.cli;

import io.llmlb.app.config.SecretFile;
import io.llmlb.app.config.Values;
import io.llmlb.sim.live.BigIpPlan;
import io.llmlb.sim.live.ClusterOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "bigip",
        description = "A BIG-IP: iControl REST, and the virtual servers that are configured. Without a file it is as"
                + " from the factory; pools and virtual servers are then made over iControl REST. When it serves, it"
                + " prints one JSON object that says where; it serves until it is ended.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // fields are set by picocli
final class EmulateBigIpCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private EmulateOptions options;

    @Option(names = "--port", defaultValue = "8443", description = "default ${DEFAULT-VALUE}; 0 for any free one")
    private int port;

    @Option(names = "--user", defaultValue = "admin", description = "the administrator; default ${DEFAULT-VALUE}")
    private String user;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "whose first line is the password; default a random one, which is printed")
    private @Nullable String passwordFile;

    @Override
    public Integer call() throws IOException, InterruptedException {
        return options.serve(
                spec.commandLine(),
                this::flags,
                cluster -> cluster.servers().isEmpty()
                        ? Optional.empty()
                        : Optional.of("it has vLLM servers too: use emulate cluster"));
    }

    private ClusterOptions flags() {
        Optional<String> password = Optional.ofNullable(passwordFile)
                .map(file -> String.valueOf(new SecretFile(Values.readable(file)).get()));
        BigIpPlan plan = BigIpPlan.of(List.of(), List.of()).withLogin(port, user, password);
        return new ClusterOptions(List.of(), Optional.of(plan), "127.0.0.1", Duration.ofSeconds(5));
    }
}
