package io.llmlb.app.cli;

import io.llmlb.app.config.ConfigException;
import io.llmlb.app.config.Values;
import io.llmlb.app.plot.Folder;
import io.llmlb.app.simulate.Choices;
import io.llmlb.app.simulate.Report;
import io.llmlb.app.simulate.ResultFiles;
import io.llmlb.app.simulate.RowData;
import io.llmlb.app.status.Screen;
import io.llmlb.sim.lab.control.Delays;
import io.llmlb.sim.lab.experiment.Experiment;
import io.llmlb.sim.lab.policy.Policies;
import io.llmlb.sim.lab.policy.Policy;
import io.llmlb.sim.lab.scenario.Model;
import io.llmlb.sim.lab.scenario.Ranges;
import io.llmlb.sim.lab.scenario.Scenario;
import io.llmlb.sim.lab.scenario.Traffic;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "simulate",
        description =
                "Compares policies on simulated servers behind a simulated BIG-IP: jumps from event to event, so a"
                        + " run of minutes takes about a second. The same seed gives the same numbers everywhere.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // fields are set by picocli
final class SimulateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--scenario",
            split = ",",
            required = true,
            paramLabel = "NAME|FILE",
            description = "all, or some of equal, mixed, extreme, degrade, join, leave, noisy, shift, frozen, restart,"
                    + " outage, as3-reset, overload, lowrate, reasoning, or YAML files such as those in"
                    + " examples/simulate")
    private List<String> scenarios;

    @Option(
            names = "--strategy",
            split = ",",
            paramLabel = "POLICY",
            defaultValue = "equal,static,least-connections,ratio:article,ratio:auto,rlc:auto,oracle:ttft",
            description = "who chooses the member: equal, static (true capacities), least-connections, rlc-static,"
                    + " power-of-two, ratio:STRATEGY or rlc:STRATEGY (llmlb in front of ratio-member or"
                    + " ratio-least-connections-member; options follow as /name=value), peer:MODE, oracle:ttft, oracle:work;"
                    + " default ${DEFAULT-VALUE}")
    private List<String> policies;

    @Option(
            names = "--load",
            split = ",",
            paramLabel = "X",
            description = "mean arrival rate, as a part of what the servers can do at most; default 0.9, or what the"
                    + " file says")
    private @Nullable List<String> loads;

    @Option(
            names = "--seeds",
            paramLabel = "N|FROM-TO",
            defaultValue = "8",
            description = "how many, or which; with one seed all policies get the same requests; default 8")
    private String seeds;

    @Option(
            names = "--model",
            paramLabel = "vllm|linear",
            defaultValue = "vllm",
            description = "how long an engine step takes: as measured on vLLM servers (default), or a simple linear"
                    + " formula")
    private String model;

    @Option(
            names = "--arrivals",
            paramLabel = "poisson|gamma|mmpp|trace:NAME",
            defaultValue = "poisson",
            description = "the rhythm of the requests; a trace has its own lengths too; default ${DEFAULT-VALUE}")
    private String arrivals;

    @Option(
            names = "--tmms",
            split = ",",
            paramLabel = "N",
            description = "TMMs of the BIG-IP; default 1, for lowrate and reasoning 1, 4 and 16")
    private @Nullable List<String> tmms;

    @Option(
            names = "--scrape",
            paramLabel = "TIME",
            defaultValue = "5s",
            description = "from scrape to scrape of a server; default ${DEFAULT-VALUE}")
    private String scrape;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            defaultValue = "2s",
            description = "from cycle to cycle of the controller; default ${DEFAULT-VALUE}")
    private String interval;

    @Option(
            names = "--ratios-per-minute",
            paramLabel = "N",
            defaultValue = "60",
            description = "how many ratios the BIG-IP is sent in the long run; default ${DEFAULT-VALUE}")
    private String ratiosPerMinute;

    @Option(
            names = "--idle",
            paramLabel = "TIME",
            defaultValue = "0s",
            description = "least-connections modes count connections without a request too, if BIG-IP keeps them"
                    + " (OneConnect) and they are idle for less than this; default: requests alone count")
    private String idle;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "also write rows.csv, rows.json, summary.md and plots (SVG) there")
    private @Nullable Path out;

    @Option(names = "--output", defaultValue = "text", description = "${COMPLETION-CANDIDATES}; default text")
    private Output output;

    @Override
    public Integer call() throws InterruptedException {
        Experiment experiment = experiment();
        Optional<Folder> folder = Optional.ofNullable(out).map(Folder::at);
        Experiment.Results results = Termination.interruptibly(() -> {
            Experiment.Results done = run(experiment, folder.isPresent());
            folder.ifPresent(into -> ResultFiles.write(done, into));
            return done;
        });
        String text = output == Output.JSON ? RowData.json(results.rows()) + "\n" : new Report(results.rows()).text();
        spec.commandLine().getOut().print(text);
        spec.commandLine().getOut().flush();
        return Llmlb.DONE;
    }

    private Experiment.Results run(Experiment experiment, boolean recorded) throws InterruptedException {
        int threads = Runtime.getRuntime().availableProcessors();
        if (output == Output.JSON) {
            return experiment.run(threads, recorded, () -> {});
        }
        boolean live = Boolean.getBoolean("llmlb.terminal");
        try (Progress progress = new Progress(new Screen(spec.commandLine().getErr(), live), live, experiment.runs())) {
            return experiment.run(threads, recorded, progress::done);
        }
    }

    private Experiment experiment() {
        List<Scenario> told = read("--scenario", () -> Choices.scenarios(scenarios));
        List<Policy> who = each("--strategy", policies, Policies::named);
        Delays delays = Delays.USUAL
                .withScrape(read("--scrape", () -> Values.interval(scrape)))
                .withInterval(read("--interval", () -> Values.interval(interval)))
                .withRatiosPerMinute(read("--ratios-per-minute", () -> Values.integer(ratiosPerMinute, 1, 60_000)));
        Choices choices = new Choices(
                told,
                read("--model", () -> Model.named(model)),
                read("--arrivals", () -> new Traffic(arrivals)),
                each("--load", loads, text -> Ranges.load(Choices.number(text))),
                each("--tmms", tmms, text -> Ranges.tmms(Values.integer(text, 0, 9999))),
                delays,
                read("--idle", () -> Values.duration(idle)));
        List<Long> luck = read("--seeds", () -> Choices.seeds(seeds));
        return new Experiment(read("--scenario", choices::conditions), who, luck);
    }

    private static <T> List<T> each(String option, @Nullable List<String> values, Function<String, T> reader) {
        return values == null
                ? List.of()
                : values.stream()
                        .distinct()
                        .map(text -> read(option, () -> reader.apply(text)))
                        .toList();
    }

    private static <T> T read(String option, Reading<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException wrong) {
            throw new ConfigException(option, List.of(option + ": " + wrong.getMessage()));
        }
    }

    /** What an option means, or an exception that says why it means nothing. */
    private interface Reading<T> {
        T get();
    }
}
