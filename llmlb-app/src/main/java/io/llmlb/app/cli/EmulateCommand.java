package io.llmlb.app.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "emulate",
        description = "The emulators on their own, for anybody's tests.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {EmulateVllmCommand.class, EmulateBigIpCommand.class, EmulateClusterCommand.class})
@SuppressWarnings("NullAway.Init") // fields are set by picocli
final class EmulateCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to emulate: vllm, bigip or cluster");
    }
}
