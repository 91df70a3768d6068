package io.llmlb.app.cli;

import io.llmlb.app.Wiring;
import io.llmlb.app.config.AppConfig;
import io.llmlb.app.status.CycleLog;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "run",
        description = "The controller: reads the servers' state and biases BIG-IP's ratios, until it is ended.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // fields are set by picocli
final class RunCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger("llmlb");

    @ParentCommand
    private Llmlb llmlb;

    @Mixin
    private ConfigOptions options;

    @Override
    public Integer call() throws InterruptedException {
        AppConfig config = options.read(llmlb.environment());
        try (Wiring wiring = new Wiring(config)) {
            wiring.login(true);
            wiring.start(new CycleLog(config.verbosity()));
            options.watch(llmlb.environment(), wiring::apply).ifPresent(wiring::watch);
            Termination.await(() -> LOG.info("ending: the ratios stay as they are"), wiring::close);
            return Llmlb.DONE;
        }
    }
}
