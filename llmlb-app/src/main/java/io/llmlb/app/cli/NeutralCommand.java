package io.llmlb.app.cli;

import io.llmlb.app.Clients;
import io.llmlb.app.config.AppConfig;
import io.llmlb.app.config.BigIpConfig;
import io.llmlb.app.config.PoolConfig;
import io.llmlb.app.config.Values;
import io.llmlb.app.neutral.Neutral;
import io.llmlb.bigip.BigIp;
import io.llmlb.core.LlmlbException;
import io.llmlb.core.PoolName;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "neutral",
        description =
                "Every member back to ratio 1, as AS3 and CIS declare it. With --hold every controller of these pools"
                        + " leaves them alone meanwhile, wherever it runs: before a planned change.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // fields are set by picocli
final class NeutralCommand implements Callable<Integer> {
    private static final Duration LONGEST_HOLD = Duration.ofDays(7);

    @ParentCommand
    private Llmlb llmlb;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Option(
            names = "--pool",
            split = ",",
            paramLabel = "POOL",
            description = "these pools of the configuration; default: all")
    private @Nullable List<String> pools;

    @Option(
            names = "--hold",
            paramLabel = "TIME",
            description = "and keep controllers away for so long, such as 10m: a record in the data group"
                    + " /Common/llmlb_hold, which every controller of the pool obeys within its interval and 5 s")
    private @Nullable String hold;

    @Option(names = "--release", description = "end a hold, and write nothing else")
    private boolean release;

    @Override
    public Integer call() throws InterruptedException {
        if (release && hold != null) {
            throw new ParameterException(spec.commandLine(), "--hold and --release exclude each other");
        }
        Duration time = hold == null ? Duration.ZERO : duration(hold);
        AppConfig config = options.read(llmlb.environment());
        boolean failed = false;
        for (Map.Entry<BigIpConfig, List<PoolName>> device : devices(config).entrySet()) {
            try (BigIp bigIp = Clients.bigip(device.getKey())) {
                failed |= !treat(bigIp, device.getValue(), time);
            } catch (LlmlbException failure) {
                spec.commandLine().getErr().println("llmlb: " + failure.getMessage());
                failed = true;
            }
        }
        return failed ? Llmlb.FAILED : Llmlb.DONE;
    }

    /** Holds first: a controller that writes meanwhile takes it back itself when it sees the hold. */
    private boolean treat(BigIp bigIp, List<PoolName> names, Duration time) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        if (release) {
            bigIp.holds().release(names);
            names.forEach(name -> out.println("pool " + name + ": released"));
            return true;
        }
        if (!time.isZero()) {
            Instant until = Instant.now().plus(time).truncatedTo(ChronoUnit.SECONDS);
            bigIp.holds().place(names, until, System.getProperty("user.name") + "@" + host());
            names.forEach(name -> out.println("pool " + name + ": held until " + until));
        }
        Neutral neutral = new Neutral(
                InstantSource.system(), pause -> TimeUnit.NANOSECONDS.sleep(pause.toNanos()), Neutral.LONGEST);
        boolean good = true;
        for (PoolName name : names) {
            good &= reset(neutral, bigIp, name);
        }
        if (time.isZero()) {
            out.println("a controller that runs sets them again; --hold keeps it away");
        }
        out.flush();
        return good;
    }

    private boolean reset(Neutral neutral, BigIp bigIp, PoolName name) throws InterruptedException {
        try {
            Neutral.Result result = neutral.reset(bigIp.pools(), name);
            spec.commandLine()
                    .getOut()
                    .println("pool " + name + ": " + result.written() + " of " + result.members()
                            + (result.members() == 1 ? " member" : " members") + " set to ratio 1"
                            + (result.left() > 0 ? ", " + result.left() + " not" : ""));
            result.problem()
                    .ifPresent(problem -> spec.commandLine().getErr().println("llmlb: " + problem.getMessage()));
            return result.left() == 0;
        } catch (LlmlbException failure) {
            spec.commandLine().getErr().println("llmlb: " + failure.getMessage());
            return false;
        }
    }

    private Map<BigIpConfig, List<PoolName>> devices(AppConfig config) {
        List<String> left = new ArrayList<>(pools == null ? List.of() : pools);
        Map<BigIpConfig, List<PoolName>> devices = new LinkedHashMap<>();
        for (PoolConfig pool : config.pools()) {
            String path = pool.pool().path();
            boolean wanted = pools == null || pools.contains(path);
            left.remove(path);
            if (wanted && pool.mode() == PoolConfig.Mode.DRY_RUN) {
                spec.commandLine().getOut().println("pool " + path + ": nothing is done, for its mode is dry-run");
            } else if (wanted) {
                devices.computeIfAbsent(pool.bigip(), bigip -> new ArrayList<>())
                        .add(pool.pool());
            }
        }
        if (!left.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--pool: there is no " + left.get(0) + " in the configuration; its pools are "
                            + String.join(
                                    ", ",
                                    config.pools().stream()
                                            .map(pool -> pool.pool().path())
                                            .toList()));
        }
        return devices;
    }

    private Duration duration(String text) {
        try {
            Duration time = Values.duration(text);
            if (!time.isZero() && time.compareTo(LONGEST_HOLD) <= 0) {
                return time;
            }
        } catch (IllegalArgumentException notOne) {
            // the same sentence serves
        }
        throw new ParameterException(
                spec.commandLine(),
                "--hold: a time is such as 30s, 10m or 120m, up to 7 days, but this is \"" + text + "\"");
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "unknown";
        }
    }
}
