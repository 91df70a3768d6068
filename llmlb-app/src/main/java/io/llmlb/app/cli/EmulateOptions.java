package io.llmlb.app.cli;

import io.llmlb.app.config.ConfigException;
import io.llmlb.app.emulate.EmulatorFile;
import io.llmlb.sim.live.Cluster;
import io.llmlb.sim.live.ClusterOptions;
import io.llmlb.sim.live.Ready;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What every kind of {@code emulate} can be told, and what they all do then. */
final class EmulateOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "YAML file that says what to emulate; the other options but --ready-file are not used then")
    private @Nullable Path file;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "literal address to listen on; default ${DEFAULT-VALUE}")
    private String bind = "127.0.0.1";

    @Option(
            names = "--ready-file",
            paramLabel = "FILE",
            description = "write the JSON object that is printed when it serves to this file too, readable by its owner"
                    + " only")
    private @Nullable Path readyFile;

    /**
     * Serves until the program is told to end.
     *
     * @param flags what to emulate when there is no file
     * @param kind refuses a file that has something else to emulate, with what is wrong
     */
    int serve(CommandLine command, Supplier<ClusterOptions> flags, Kind kind) throws IOException, InterruptedException {
        ClusterOptions options;
        try {
            options = file == null
                    ? flags.get().withBindAddress(bind)
                    : EmulatorFile.read(
                            file, ((Llmlb) command.getParent().getParent().getCommand()).environment());
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(command, String.valueOf(wrong.getMessage()), wrong);
        }
        Optional<String> refused = kind.refuses(options);
        if (file != null && refused.isPresent()) {
            throw new ConfigException(file.toString(), List.of(file + ": " + refused.get()));
        }
        try (Cluster cluster = Cluster.start(options)) {
            Ready ready = cluster.ready();
            if (readyFile != null) {
                write(readyFile, ready.json());
            }
            command.getOut().println(ready.json());
            command.getOut().flush();
            Termination.await(cluster::close);
            return Llmlb.DONE;
        }
    }

    /** What kind of emulation a command is for. */
    interface Kind {
        /** Why it is not for these, or empty when it is. */
        Optional<String> refuses(ClusterOptions options);
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
