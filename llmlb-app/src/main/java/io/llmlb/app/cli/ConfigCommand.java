package io.llmlb.app.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "config",
        description = "The configuration: whether it is right, and what it comes to. Nothing is sent anywhere.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ConfigCheckCommand.class, ConfigPrintCommand.class})
@SuppressWarnings("NullAway.Init") // fields are set by picocli
final class ConfigCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Llmlb llmlb;

    /** The environment variables that this run sees. */
    Map<String, String> environment() {
        return llmlb.environment();
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command of config is missing");
    }
}
