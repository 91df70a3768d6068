package io.llmlb.app.demo;

import io.llmlb.sim.live.RequestKind;
import io.llmlb.sim.live.TrafficResult;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The requests that arrived in one part of a demo, and how they fared.
 *
 * @param name what was different then
 * @param from since the beginning
 * @param until since the beginning
 * @param results their outcomes
 */
record Phase(String name, Duration from, Duration until, List<TrafficResult> results) {
    /** A streamed request is good when its first token came within two seconds and a further one every 100 ms on average. */
    private static final double GOOD_TTFT_SECONDS = 2;

    private static final double GOOD_TPOT_SECONDS = 0.1;

    /** One that is not streamed is good when it is done within a minute. */
    private static final double GOOD_WHOLE_SECONDS = 60;

    Phase {
        results = List.copyOf(results);
    }

    /** Those of one kind. */
    Phase of(RequestKind kind) {
        return new Phase(
                name,
                from,
                until,
                results.stream().filter(result -> result.kind() == kind).toList());
    }

    /** Milliseconds, of the streamed requests that were answered in full; empty when there are none. */
    OptionalDouble timeToFirstToken(double quantile) {
        double[] sorted = results.stream()
                .filter(result -> result.completed() && result.kind().streamed())
                .mapToDouble(result -> millis(result.timeToFirstToken()))
                .sorted()
                .toArray();
        int rank = (int) Math.ceil(quantile * sorted.length) - 1;
        return sorted.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(sorted[Math.max(0, rank)]);
    }

    /** The share of good requests among all that arrived, 0 to 1; 0 when nothing arrived. */
    double goodput() {
        return results.stream().filter(Phase::good).count() / (double) Math.max(1, results.size());
    }

    long failed() {
        return results.stream().filter(result -> !result.completed()).count();
    }

    private static boolean good(TrafficResult result) {
        if (!result.completed() || !result.kind().streamed()) {
            return result.completed() && seconds(result.endToEnd()) <= GOOD_WHOLE_SECONDS;
        }
        double decoding = seconds(result.endToEnd().minus(result.timeToFirstToken()));
        return seconds(result.timeToFirstToken()) <= GOOD_TTFT_SECONDS
                && decoding / Math.max(1, result.outputTokens() - 1) <= GOOD_TPOT_SECONDS;
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
