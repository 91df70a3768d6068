package io.llmlb.app.endtoend;

import io.llmlb.sim.lab.scenario.Scenario;
import io.llmlb.sim.live.TrafficResult;
import io.llmlb.sim.live.TrafficSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What was measured live, of the requests that came after the warm-up; times in seconds.
 *
 * @param requests measured
 * @param lost of these, refused or broken off
 * @param unanswered of these, still without a first token when nobody waited any longer
 * @param ttftP50 time to the first token, median; infinite when it belongs to a request that is unanswered
 * @param lateP99 99th percentile of the time from when a request was due until the client sent it
 * @param writes ratios written while requests came
 */
record LiveRow(
        int requests,
        int lost,
        int unanswered,
        double ttftP50,
        double ttftP90,
        double ttftP99,
        double lateP99,
        double lateMost,
        int writes) {
    /**
     * @param waited the traffic when its time was over
     * @param closed the same after what was under way was broken off
     */
    static LiveRow of(Scenario scenario, TrafficSnapshot waited, TrafficSnapshot closed, int writes) {
        List<TrafficResult> ended = measured(scenario, waited.results()).toList();
        List<TrafficResult> answered =
                ended.stream().filter(TrafficResult::completed).toList();
        // A request may have its first token, and not its last.
        List<TrafficResult> brokenOff =
                measured(scenario, closed.results()).skip(ended.size()).toList();
        double[] times = Stream.concat(answered.stream(), brokenOff.stream())
                .mapToDouble(result -> result.timeToFirstToken().isZero()
                        ? Double.POSITIVE_INFINITY
                        : seconds(result.timeToFirstToken()))
                .sorted()
                .toArray();
        double[] late = sorted(Stream.concat(ended.stream(), brokenOff.stream()), result -> seconds(result.lateness()));
        return new LiveRow(
                late.length,
                ended.size() - answered.size(),
                (int) brokenOff.stream()
                        .filter(result -> result.timeToFirstToken().isZero())
                        .count(),
                quantile(times, 0.5),
                quantile(times, 0.9),
                quantile(times, 0.99),
                quantile(late, 0.99),
                quantile(late, 1),
                writes);
    }

    private static Stream<TrafficResult> measured(Scenario scenario, List<TrafficResult> results) {
        return results.stream()
                .filter(result -> result.arrival().compareTo(scenario.warmUp()) >= 0
                        && result.arrival().compareTo(scenario.duration()) < 0);
    }

    private static double[] sorted(Stream<TrafficResult> results, ToDoubleFunction<TrafficResult> figure) {
        return results.mapToDouble(figure).sorted().toArray();
    }

    /** The smallest value that at least this part of all does not exceed, as in the laboratory. */
    private static double quantile(double[] sorted, double quantile) {
        return sorted.length == 0 ? Double.NaN : sorted[Math.max(0, (int) Math.ceil(quantile * sorted.length) - 1)];
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
