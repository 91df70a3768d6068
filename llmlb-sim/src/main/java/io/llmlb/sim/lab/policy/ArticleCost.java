package io.llmlb.sim.lab.policy;

import io.llmlb.core.decide.StrategyOptions;
import io.llmlb.core.observe.Needs;
import io.llmlb.core.observe.SampleWindow;
import io.llmlb.core.observe.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What a server costs by the article that llmlb follows: {@code c = COEF_NRW * waiting + COEF_RQT * p90 queue time}, with
 * requests waiting, and in seconds the 0.9 quantile of the queue time of requests that finished in the last 15 s; 0 when
 * none did.
 *
 * @param coefNrw per request, not negative
 * @param coefRqt per second, not negative
 */
record ArticleCost(double coefNrw, double coefRqt) {
    private static final Duration RANGE = Duration.ofSeconds(15);
    private static final double MOST = 1_000_000;

    /** What must be known for it. */
    static final Needs NEEDS =
            new Needs(Set.of(Signal.WAITING, Signal.QUEUE_TIME), Set.of(Signal.QUEUE_TIME), RANGE.plusSeconds(5));

    /**
     * The options {@code coefNrw} and {@code coefRqt}, both 1 by default.
     *
     * @throws IllegalArgumentException when one is out of its range
     */
    static ArticleCost of(StrategyOptions options) {
        return new ArticleCost(options.number("coefNrw", 1, 0, MOST), options.number("coefRqt", 1, 0, MOST));
    }

    /** Not negative and finite; empty when the number of requests waiting is not known. */
    OptionalDouble of(SampleWindow window, Instant now) {
        OptionalDouble waiting = window.latest(Signal.WAITING);
        if (waiting.isEmpty()) {
            return waiting;
        }
        double queueTime = window.quantile(Signal.QUEUE_TIME, 0.9, RANGE, now).orElse(0);
        return OptionalDouble.of(coefNrw * Math.max(0, waiting.getAsDouble()) + coefRqt * Math.max(0, queueTime));
    }
}
