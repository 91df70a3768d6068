package io.llmlb.app.cli;

import io.llmlb.sim.live.Cluster;
import io.llmlb.sim.live.ClusterOptions;
import io.llmlb.sim.live.Ready;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "emulate",
        description = "The emulators on their own, for anybody's tests.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = EmulateCommand.ClusterCommand.class)
@SuppressWarnings("NullAway.Init") // fields are set by picocli
final class EmulateCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to emulate: cluster");
    }

    @Command(
            name = "cluster",
            description =
                    "vLLM servers and a BIG-IP in front of them. When it serves, it prints one JSON object that says"
                            + " where and how; it serves until it is ended.",
            mixinStandardHelpOptions = true)
    static final class ClusterCommand implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Option(
                names = "--profiles",
                split = ",",
                defaultValue = "a100,a100,l4",
                description = "one server for each; default ${DEFAULT-VALUE}")
        private List<String> profiles;

        @Option(names = "--model", description = "the model that the servers serve")
        private @Nullable String model;

        @Option(names = "--bind", description = "the literal address to listen on; default 127.0.0.1")
        private @Nullable String bind;

        @Option(names = "--seed", defaultValue = "1", description = "of the servers' jitter; default 1")
        private long seed;

        @Option(
                names = "--ready-file",
                paramLabel = "FILE",
                description = "write the JSON object to this file too, readable by its owner only")
        private @Nullable Path readyFile;

        @Override
        public Integer call() throws IOException, InterruptedException {
            try (Cluster cluster = Cluster.start(options())) {
                Ready ready = cluster.ready();
                if (readyFile != null) {
                    write(readyFile, ready.json());
                }
                spec.commandLine().getOut().println(ready.json());
                spec.commandLine().getOut().flush();
                Termination.await(cluster::close);
                return Llmlb.DONE;
            }
        }

        private ClusterOptions options() {
            try {
                ClusterOptions options =
                        ClusterOptions.of(profiles.toArray(String[]::new)).withSeed(seed);
                options = model == null ? options : options.withModel(model);
                return bind == null ? options : options.withBindAddress(bind);
            } catch (IllegalArgumentException wrong) {
                throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
            }
        }

        /** In one move, so that who waits for the file never reads half of it. */
        private static void write(Path file, String json) throws IOException {
            Path directory = file.toAbsolutePath().getParent();
            Path whole = Files.createTempFile(
                    directory,
                    ".ready",
                    ".json",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(whole, json + "\n");
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
