package io.llmlb.sim.model.vllm;

import java.time.Duration;

/**
 * How a vLLM server is set up.
 *
 * @param profile speed and size of each engine
 * @param model the only model it serves; the label {@code model_name}
 * @param engines data-parallel engines behind one port, 1 to 64
 * @param prefixCache whether prompts that begin alike share blocks
 * @param jitter standard deviation of the logarithm of the step-time jitter, 0 to 1; 0.04 is realistic
 * @param seed of the jitter
 * @param metricNames which names {@code /metrics} uses
 * @param createdSeries whether counters and histograms have a {@code _created} series, as with one API process
 * @param startUp how long after time 0 the server becomes ready, 0 or more
 */
public record ServerOptions(
        VllmProfile profile,
        String model,
        int engines,
        boolean prefixCache,
        double jitter,
        long seed,
        MetricNames metricNames,
        boolean createdSeries,
        Duration startUp) {
    /**
     * @throws IllegalArgumentException when a number is out of its range
     */
    public ServerOptions {
        if (engines < 1 || engines > 64) {
            throw new IllegalArgumentException("a server has 1 to 64 engines, but this has " + engines);
        }
        if (!(jitter >= 0) || jitter > 1) {
            throw new IllegalArgumentException("a jitter is 0 to 1, but this is " + jitter);
        }
        if (startUp.isNegative()) {
            throw new IllegalArgumentException("a start-up takes 0 or more, but this takes " + startUp);
        }
    }

    /** One engine with a prefix cache, a jitter of 0.04, and the names of today. */
    public static ServerOptions of(VllmProfile profile, String model) {
        return new ServerOptions(profile, model, 1, true, 0.04, 1, MetricNames.V1, true, Duration.ZERO);
    }

    /** The same serving another model. */
    public ServerOptions withModel(String other) {
        return new ServerOptions(
                profile, other, engines, prefixCache, jitter, seed, metricNames, createdSeries, startUp);
    }

    /** The same with so many data-parallel engines. */
    public ServerOptions withEngines(int count) {
        return new ServerOptions(profile, model, count, prefixCache, jitter, seed, metricNames, createdSeries, startUp);
    }

    /** The same with or without a prefix cache. */
    public ServerOptions withPrefixCache(boolean cached) {
        return new ServerOptions(profile, model, engines, cached, jitter, seed, metricNames, createdSeries, startUp);
    }

    /** The same with another jitter. */
    public ServerOptions withJitter(double sigma) {
        return new ServerOptions(
                profile, model, engines, prefixCache, sigma, seed, metricNames, createdSeries, startUp);
    }

    /** The same with another seed. */
    public ServerOptions withSeed(long other) {
        return new ServerOptions(
                profile, model, engines, prefixCache, jitter, other, metricNames, createdSeries, startUp);
    }

    /** The same with other metric names; the {@code _created} series go with V0. */
    public ServerOptions withMetricNames(MetricNames names) {
        boolean created = createdSeries && names != MetricNames.V0;
        return new ServerOptions(profile, model, engines, prefixCache, jitter, seed, names, created, startUp);
    }

    /** The same with or without {@code _created} series. */
    public ServerOptions withCreatedSeries(boolean created) {
        return new ServerOptions(profile, model, engines, prefixCache, jitter, seed, metricNames, created, startUp);
    }

    /** The same, ready so long after time 0; before that it takes no requests. */
    public ServerOptions withStartUp(Duration after) {
        return new ServerOptions(profile, model, engines, prefixCache, jitter, seed, metricNames, createdSeries, after);
    }
}
