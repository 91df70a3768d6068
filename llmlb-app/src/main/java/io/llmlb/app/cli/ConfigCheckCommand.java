package io.llmlb.app.cli;

import io.llmlb.app.config.AppConfig;
import io.llmlb.app.config.PoolConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "check",
        description =
                "Everything that is wrong, each with its line and column, or its variable. Exit code 2 when anything is.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // fields are set by picocli
final class ConfigCheckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @ParentCommand
    private ConfigCommand group;

    @Mixin
    private ConfigFileOption options;

    @Override
    public Integer call() {
        AppConfig config = options.read(group.environment()).config();
        long bigips = config.pools().stream().map(PoolConfig::bigip).distinct().count();
        spec.commandLine()
                .getOut()
                .println(options.place() + ": " + Counted.of(config.pools().size(), "pool") + " on "
                        + Counted.of(bigips, "BIG-IP") + ", nothing is wrong");
        return Llmlb.DONE;
    }
}
