package io.llmlb.app.cli;

import io.llmlb.app.Service;
import io.llmlb.app.config.AppConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "run",
        description = "The controller: reads the servers' state and biases BIG-IP's ratios, until it is ended.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // fields are set by picocli
final class RunCommand implements Callable<Integer> {
    @ParentCommand
    private Llmlb llmlb;

    @Mixin
    private ConfigOptions options;

    @Override
    public Integer call() throws InterruptedException {
        AppConfig config = options.read(llmlb.environment());
        try (Service service = new Service(config)) {
            service.start();
            options.watch(llmlb.environment(), service::apply).ifPresent(service::watch);
            Termination.await(service::close);
            return Llmlb.DONE;
        }
    }
}
