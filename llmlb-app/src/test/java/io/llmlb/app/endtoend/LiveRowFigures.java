package io.llmlb.app.endtoend;

import io.llmlb.sim.lab.experiment.Conditions;
import io.llmlb.sim.lab.experiment.Row;
import io.llmlb.sim.lab.experiment.Run;
import io.llmlb.sim.lab.policy.Policies;
import io.llmlb.sim.lab.scenario.Model;
import io.llmlb.sim.lab.scenario.Scenario;
import io.llmlb.sim.lab.scenario.Scenarios;
import io.llmlb.sim.model.trace.Trace;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Prints a row of the laboratory beside the same in real time: the same requests, sent over HTTP through an emulated
 * BIG-IP to emulated servers, with a real Prometheus and {@code llmlb run} where the policy has a controller.
 */
@Command(
        name = "live",
        description = "A row of the laboratory beside the same in real time.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class LiveRowFigures implements Callable<Integer> {
    private static final Duration ENDING = Duration.ofSeconds(40);

    @Spec
    private CommandSpec spec;

    @Option(names = "--scenario", description = "one in which nothing happens but requests")
    private String scenario = "mixed";

    @Option(names = "--model", description = "linear or vllm")
    private String model = "linear";

    @Option(names = "--load", description = "mean arrival rate, as a part of what the servers can do at most")
    private double load = 0.8;

    @Option(names = "--seed", description = "of requests and servers")
    private long seed = 201;

    @Option(names = "--seconds", description = "how long requests come")
    private int seconds = 260;

    @Option(names = "--warm-up", description = "seconds of these that are not measured")
    private int warmUp = 60;

    @Option(names = "--tail", description = "seconds that answers are waited for after the last request")
    private int tail = 60;

    @Parameters(paramLabel = "POLICY", description = "equal, static, rlc-static, ratio:STRATEGY and so on")
    private List<String> policies = List.of("equal", "static", "least-connections", "ratio:auto", "rlc:auto");

    private LiveRowFigures() {}

    /** When it is told to end, it first closes what it has started. */
    public static void main(String[] arguments) {
        Thread main = Thread.currentThread();
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            main.interrupt();
            try {
                ended.await(ENDING.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException enough) {
                Thread.currentThread().interrupt();
            }
        }));
        int code;
        try {
            code = new CommandLine(new LiveRowFigures()).execute(arguments);
        } finally {
            ended.countDown();
        }
        System.exit(code);
    }

    @Override
    public Integer call() {
        Conditions conditions;
        List<LivePolicy> live;
        Trace trace;
        try {
            conditions = conditions();
            live = policies.stream().map(LivePolicy::named).toList();
            trace = LiveReplay.trace(conditions, seed);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
        }
        print(
                "%s, %s, load %s, seed %d: %d s, of which %d s are warm-up; live / simulated, times in seconds%n%n",
                scenario, model, conditions.load(), seed, seconds, warmUp);
        print(
                "| policy | requests | TTFT p50 | p90 | p99 | ratio writes | lost | unanswered | sent late: p99, most |%n");
        print("|---|---|---|---|---|---|---|---|---|%n");
        try {
            for (LivePolicy policy : live) {
                LiveRow row = run(conditions, policy, trace);
                print(policy, row, Run.of(conditions, Policies.named(policy.name()), seed));
            }
        } catch (InterruptedException | IOException | IllegalStateException end) {
            System.err.println("ended before its end: " + end);
            return CommandLine.ExitCode.SOFTWARE;
        }
        print("%nUnanswered: no first token %d s after the last request; the simulation waits longer.%n", tail);
        print("Sent late: if this is not far below the TTFT, the machine was the limit.%n");
        return CommandLine.ExitCode.OK;
    }

    private Conditions conditions() {
        Scenario cut = Scenarios.named(scenario).lasting(Duration.ofSeconds(seconds), Duration.ofSeconds(warmUp));
        if (!cut.events().isEmpty()) {
            throw new IllegalArgumentException("in \"" + scenario + "\" something happens within " + seconds
                    + " s, which the laboratory alone can play");
        }
        return Conditions.of(cut, Model.named(model), load);
    }

    private LiveRow run(Conditions conditions, LivePolicy policy, Trace trace)
            throws IOException, InterruptedException {
        try (LiveSite site = LiveSite.start(conditions, policy, seed)) {
            LiveReplay replay =
                    new LiveReplay(policy.name(), site, conditions.scenario(), trace, Duration.ofSeconds(tail));
            LiveRow row = replay.run(System.err);
            site.warnings().forEach(System.err::println);
            return row;
        }
    }

    private static void print(LivePolicy policy, LiveRow live, Row simulated) {
        print(
                "| %s | %d / %d | %s / %s | %s / %s | %s / %s | %d / %d | %d / %d | %d | %.3f, %.3f |%n",
                policy.name(),
                live.requests(),
                simulated.requests(),
                time(live.ttftP50()),
                time(simulated.ttftP50()),
                time(live.ttftP90()),
                time(simulated.ttftP90()),
                time(live.ttftP99()),
                time(simulated.ttftP99()),
                live.writes(),
                simulated.writes(),
                live.lost(),
                simulated.failed(),
                live.unanswered(),
                live.lateP99(),
                live.lateMost());
    }

    private static String time(double seconds) {
        return Double.isInfinite(seconds) ? "unanswered" : String.format(Locale.ROOT, "%.3f", seconds);
    }

    private static void print(String form, Object... values) {
        System.out.printf(Locale.ROOT, form, values);
        System.out.flush();
    }
}
