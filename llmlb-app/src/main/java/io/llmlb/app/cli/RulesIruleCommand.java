package io.llmlb.app.cli;

import io.llmlb.rules.irule.InferenceBodyBasedRouting;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "irule",
        description =
                "Prints the iRule " + InferenceBodyBasedRouting.NAME + ", which interprets the rules in a data group"
                        + " on BIG-IP 21. It is the same for everybody; what it does is written in data groups.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // fields are set by picocli
final class RulesIruleCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().getOut().print(InferenceBodyBasedRouting.text());
        spec.commandLine().getOut().flush();
        return Llmlb.DONE;
    }
}
