package io.llmlb.app.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "rules",
        description =
                "Rule sets in files and on BIG-IPs: which pool serves a request, by its body. A file is the text of"
                        + " a BIG-IP configuration, the JSON of iControl REST, or YAML.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RulesCheckCommand.class,
            RulesEvalCommand.class,
            RulesTestCommand.class,
            RulesCompareCommand.class,
            RulesPushCommand.class,
            RulesPullCommand.class,
            RulesDiffCommand.class,
            RulesIruleCommand.class
        })
@SuppressWarnings("NullAway.Init") // fields are set by picocli
final class RulesCommand implements Runnable {
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
        throw new ParameterException(spec.commandLine(), "a command of rules is missing");
    }
}
