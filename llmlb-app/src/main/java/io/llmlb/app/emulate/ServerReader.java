package io.llmlb.app.emulate;

import io.llmlb.app.config.Section;
import io.llmlb.app.config.Values;
import io.llmlb.sim.live.ServerPlan;
import io.llmlb.sim.model.vllm.MetricNames;
import io.llmlb.sim.model.vllm.ServerOptions;
import io.llmlb.sim.model.vllm.VllmProfile;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** One entry of {@code servers}. */
public final class ServerReader {
    /** The model that a server serves unless it is told otherwise. */
    public static final String MODEL = "meta-llama/Llama-3.1-8B-Instruct";

    private ServerReader() {}

    static Optional<ServerPlan> read(Section section, int number) {
        String name = section.optional("name", Function.identity()).orElse("server-" + number);
        StepModel steps = section.optional("model", StepModel::of).orElse(StepModel.VLLM);
        Optional<VllmProfile> profile = section.required("profile", steps::profile);
        String served = section.optional("servedModelName", Function.identity()).orElse(MODEL);
        List<String> aliases = section.values("aliases").orElse(List.of());
        int port = section.optional("port", text -> Values.integer(text, 0, 65_535))
                .orElse(0);
        int engines =
                section.optional("engines", text -> Values.integer(text, 1, 64)).orElse(1);
        boolean prefixCache = section.optional("prefixCache", Values::yes).orElse(true);
        long seed = section.optional("seed", text -> (long) Values.integer(text, 0, Integer.MAX_VALUE))
                .orElse((long) number);
        MetricNames names = section.optional("metricNames", ServerReader::names).orElse(MetricNames.V1);
        boolean created = section.optional("createdSeries", Values::yes).orElse(names != MetricNames.V0);
        double jitter =
                section.optional("jitter", text -> Values.number(text, 0, 1)).orElse(0.04);
        Duration startUp = section.optional("startUp", Values::duration).orElse(Duration.ZERO);
        double slowFactor = section.optional("slowFactor", text -> Values.number(text, 0.001, 1000))
                .orElse(1.0);
        Duration keepAlive = section.optional("keepAlive", Values::duration).orElse(ServerPlan.KEEP_ALIVE);
        section.end();
        return profile.map(found -> new ServerPlan(
                name,
                ServerOptions.of(found, served)
                        .withEngines(engines)
                        .withPrefixCache(prefixCache)
                        .withSeed(seed)
                        .withJitter(jitter)
                        .withStartUp(startUp)
                        .withMetricNames(names)
                        .withCreatedSeries(created),
                aliases,
                port,
                keepAlive,
                slowFactor));
    }

    /**
     * The metric names of that generation.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static MetricNames names(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "v0" -> MetricNames.V0;
            case "v1-early" -> MetricNames.V1_EARLY;
            case "v1" -> MetricNames.V1;
            default -> throw new IllegalArgumentException("this is v0, v1-early or v1, but it is \"" + text + "\"");
        };
    }
}
