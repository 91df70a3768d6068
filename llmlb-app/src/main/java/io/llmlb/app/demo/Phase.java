package io.llmlb.app.demo;

import io.llmlb.sim.live.TrafficResult;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The requests that arrived in one part of a demo, and how they fared.
 *
 * @param name what was different then
 * @param results their outcomes
 */
record Phase(String name, List<TrafficResult> results) {
    /** A request is good when its first token came within two seconds and a further one every 100 ms on average. */
    private static final double GOOD_TTFT_SECONDS = 2;

    private static final double GOOD_TPOT_SECONDS = 0.1;

    Phase {
        results = List.copyOf(results);
    }

    /** Milliseconds, of the requests that were answered in full; empty when there are none. */
    OptionalDouble timeToFirstToken(double quantile) {
        double[] sorted = results.stream()
                .filter(TrafficResult::completed)
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
        double decoding = seconds(result.endToEnd().minus(result.timeToFirstToken()));
        return result.completed()
                && seconds(result.timeToFirstToken()) <= GOOD_TTFT_SECONDS
                && decoding / Math.max(1, result.outputTokens() - 1) <= GOOD_TPOT_SECONDS;
    }

    /** Which share of the requests each of these servers answered, in percent. */
    int[] shares(List<String> servers) {
        double answered =
                Math.max(1, results.stream().filter(TrafficResult::completed).count());
        return servers.stream()
                .mapToInt(server -> (int) Math.round(100
                        * results.stream()
                                .filter(result ->
                                        result.completed() && result.pod().equals(server))
                                .count()
                        / answered))
                .toArray();
    }

    static String join(int[] numbers) {
        return String.join(":", Arrays.stream(numbers).mapToObj(String::valueOf).toList());
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
