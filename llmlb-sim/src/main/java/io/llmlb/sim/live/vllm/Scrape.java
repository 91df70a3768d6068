package io.llmlb.sim.live.vllm;

import io.llmlb.sim.live.vllm.FakeMetrics.Signal;
import io.llmlb.sim.model.vllm.VllmMetrics;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The text of {@code /metrics}: what the model knows, with what is faked, frozen or broken. */
final class Scrape {
    private static final OptionalDouble NAN = OptionalDouble.of(Double.NaN);

    private final HttpCounters http;
    private final LongSupplier clock;
    private final double created;
    private long inventedUntil;
    private double requests;
    private @Nullable String last;

    /**
     * @param clock nanoseconds; fakes go by it
     * @param created when the server started, in seconds since 1970
     */
    Scrape(HttpCounters http, LongSupplier clock, double created) {
        this.http = http;
        this.clock = clock;
        this.created = created;
        this.inventedUntil = clock.getAsLong();
    }

    String text(VllmMetrics metrics, Settings settings) {
        if (settings.faults().metrics() == Faults.Metrics.FROZEN && last != null) {
            return last;
        }
        fake(metrics, settings);
        String text = http.exposition() + metrics.exposition(created);
        last = text;
        return text;
    }

    private void fake(VllmMetrics metrics, Settings settings) {
        FakeMetrics fakes = settings.fakes();
        long now = clock.getAsLong();
        double age = (now - settings.fakedSince()) / 1e9;
        // What has grown since the last look, at the rate of now; a rate that changes is sampled by the scrapes.
        double elapsed = (now - Math.max(inventedUntil, settings.fakedSince())) / 1e9;
        inventedUntil = now;
        requests += fakes.at(Signal.REQUESTS, age).orElse(0) * elapsed;
        long whole = (long) requests;
        requests -= whole;
        metrics.invent(
                whole,
                fakes.at(Signal.PROMPT_TOKENS, age).orElse(0) * elapsed,
                fakes.at(Signal.GENERATION_TOKENS, age).orElse(0) * elapsed,
                fakes.at(Signal.FIRST_TOKEN, age));
        boolean nan = settings.faults().metrics() == Faults.Metrics.NAN;
        metrics.show(
                nan ? NAN : fakes.at(Signal.RUNNING, age),
                nan ? NAN : fakes.at(Signal.WAITING, age),
                nan ? NAN : fakes.at(Signal.KV_USAGE, age));
    }
}
