package io.llmlb.app.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "rules",
        description = "Rule sets in files: which pool serves a request, by its body. A file is the text of a BIG-IP"
                + " configuration, the JSON of iControl REST, or YAML.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RulesCheckCommand.class,
            RulesEvalCommand.class,
            RulesTestCommand.class,
            RulesCompareCommand.class,
            RulesIruleCommand.class
        })
@SuppressWarnings("NullAway.Init") // fields are set by picocli
final class RulesCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command of rules is missing");
    }
}
