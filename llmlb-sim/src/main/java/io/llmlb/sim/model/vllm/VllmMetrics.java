package io.llmlb.sim.model.vllm;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a vLLM server tells on {@code /metrics}, observed when vLLM observes it: gauges once a step, the time to the
 * first token at the first token, token latencies at every token, and everything about whole requests, the queue time
 * too, only when the request has finished. Each engine has its own series. With V1 names all series exist from the
 * start, with V0 names each from its first value on. Not thread-safe.
 *
 * <p>Numbers can be faked, to see what becomes of a controller that believes them.
 */
public final class VllmMetrics {
    private final List<EngineNumbers> engines = new ArrayList<>();
    private final Registry registry;
    private final boolean createdSeries;

    /**
     * All series of a server set up like this, at 0.
     *
     * @throws IllegalArgumentException when a server with V0 names has several engines; the old engine had no
     *     data-parallel ranks, so its series could not be told apart
     */
    public VllmMetrics(ServerOptions options) {
        if (options.metricNames() == MetricNames.V0 && options.engines() > 1) {
            throw new IllegalArgumentException(
                    "a server with V0 names has one engine, but this has " + options.engines() + "; take V1 names");
        }
        for (int rank = 0; rank < options.engines(); rank++) {
            engines.add(new EngineNumbers(options));
        }
        registry = MetricTable.of(options, engines);
        createdSeries = options.createdSeries() && options.metricNames() != MetricNames.V0;
    }

    /**
     * Takes in a step of an engine.
     *
     * @param engine its rank, from 0
     */
    public void observe(int engine, FinishedStep step) {
        engines.get(engine).observe(step);
    }

    /**
     * Has the gauges of every engine tell these numbers, whatever is true; an empty one tells the truth again.
     *
     * @param running requests in the batch
     * @param waiting requests in the queue
     * @param kvUsage share of the KV cache, 0 to 1
     */
    public void show(OptionalDouble running, OptionalDouble waiting, OptionalDouble kvUsage) {
        for (EngineNumbers engine : engines) {
            engine.running.show(running);
            engine.waiting.show(waiting);
            engine.kvUsage.show(kvUsage);
        }
    }

    /**
     * Counts, for every engine, requests that never were. They stay counted, as counters never go down.
     *
     * @param requests that stopped by themselves
     * @param promptTokens tokens of prompts
     * @param generationTokens tokens generated
     * @param firstTokenSeconds time to the first token of each of the requests; empty to observe none
     */
    public void invent(long requests, double promptTokens, double generationTokens, OptionalDouble firstTokenSeconds) {
        engines.forEach(engine -> engine.invent(requests, promptTokens, generationTokens, firstTokenSeconds));
    }

    /**
     * What a controller may ask for, of a server with one engine.
     *
     * @throws IllegalStateException when there are several engines
     */
    public ServerNumbers numbers() {
        if (engines.size() > 1) {
            throw new IllegalStateException(
                    "numbers are told of a server with one engine, but this has " + engines.size());
        }
        return engines.get(0).numbers();
    }

    /** All metrics in the text format 0.0.4, without {@code _created} series. */
    public String exposition() {
        return registry.text();
    }

    /**
     * All metrics in the text format 0.0.4, with {@code _created} series if the options want them.
     *
     * @param createdUnixSeconds when the server started, the value of those series
     */
    public String exposition(double createdUnixSeconds) {
        return createdSeries ? registry.text(createdUnixSeconds) : registry.text();
    }
}
