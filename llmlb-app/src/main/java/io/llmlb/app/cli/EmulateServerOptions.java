package io.llmlb.app.cli;

import io.llmlb.app.config.Values;
import io.llmlb.app.emulate.ServerReader;
import io.llmlb.app.emulate.StepModel;
import io.llmlb.sim.live.ServerPlan;
import io.llmlb.sim.model.vllm.MetricNames;
import io.llmlb.sim.model.vllm.ServerOptions;
import io.llmlb.sim.model.vllm.VllmProfile;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the servers of {@code emulate vllm} and {@code emulate cluster} can be told. */
@SuppressWarnings("NullAway.Init") // fields are set by picocli
final class EmulateServerOptions {
    @Option(
            names = "--served-model-name",
            paramLabel = "NAME",
            split = ",",
            defaultValue = ServerReader.MODEL,
            description = "the model that the servers serve, and further names of it; default ${DEFAULT-VALUE}")
    private List<String> served;

    @Option(
            names = "--model",
            paramLabel = "vllm|linear",
            defaultValue = "vllm",
            description = "how long an engine step takes: as measured on vLLM servers (default), or a simple linear"
                    + " formula")
    private String model;

    @Option(
            names = "--engines",
            paramLabel = "N",
            defaultValue = "1",
            description = "data-parallel engines in each server; default 1")
    private int engines;

    @Option(
            names = "--metric-names",
            paramLabel = "v0|v1-early|v1",
            defaultValue = "v1",
            description = "the names on /metrics: of the old engine, of vLLM 0.9 and 0.10, or of today (default)")
    private String names;

    @Option(names = "--seed", defaultValue = "1", description = "of the servers' jitter; default 1")
    private long seed;

    @Option(
            names = "--start-up",
            paramLabel = "TIME",
            defaultValue = "0",
            description = "how long the servers answer 503 at first, such as 60s; default 0")
    private String startUp;

    @Option(
            names = "--keep-alive",
            paramLabel = "TIME",
            description = "how long an idle connection is kept, 0 for ever; default 5s for vllm, as vLLM does, and 310s"
                    + " for cluster, so that no request meets a connection that is being closed")
    private @Nullable String keepAlive;

    @Option(
            names = "--slow-factor",
            paramLabel = "X",
            defaultValue = "1",
            description = "how many times as long as measured every step takes; default 1")
    private double slowFactor;

    /**
     * A server.
     *
     * @param unlessSaid how long it keeps an idle connection when there is no such option
     * @param number counted from 1; it is in the name, and every server has a seed of its own
     * @throws IllegalArgumentException when there is no such profile, or an option is wrong
     */
    ServerPlan plan(String profileName, int number, int port, Duration unlessSaid) {
        VllmProfile profile = StepModel.of(model).profile(profileName);
        MetricNames metricNames = ServerReader.names(names);
        ServerOptions options = ServerOptions.of(profile, served.get(0))
                .withEngines(engines)
                .withMetricNames(metricNames)
                .withSeed(seed + number - 1)
                .withStartUp(Values.duration(startUp));
        Duration idle = keepAlive == null ? unlessSaid : Values.duration(keepAlive);
        return new ServerPlan("server-" + number, options, served.subList(1, served.size()), port, idle, slowFactor);
    }
}
