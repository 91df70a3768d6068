package io.llmlb.app.scale;

import io.llmlb.core.PoolName;
import io.llmlb.sim.live.bigip.BigIpEmulator;
import io.llmlb.sim.model.bigip.ManagementRequest;
import io.llmlb.sim.model.bigip.RatioWrite;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What one device got, by its own log. */
final class DeviceFigures {
    private static final String READ_ALL = "GET /mgmt/tm/ltm/pool";

    private final List<ManagementRequest> requests;
    private final List<RatioWrite> writes;

    DeviceFigures(BigIpEmulator device) {
        requests = device.timedRequests();
        writes = device.ratioWrites();
    }

    List<RatioWrite> writes() {
        return writes;
    }

    /** How many requests of each kind. */
    Map<String, Long> kinds() {
        return requests.stream()
                .map(request -> request.line().replaceAll("~[^/ ]*", "*"))
                .collect(Collectors.groupingBy(kind -> kind, TreeMap::new, Collectors.counting()));
    }

    /** Requests a second over the whole time. */
    double requestsPerSecond() {
        double seconds = Duration.between(
                                requests.get(0).at(),
                                requests.get(requests.size() - 1).at())
                        .toMillis()
                / 1e3;
        return requests.size() / seconds;
    }

    /** The most requests in any second. */
    int busiestSecond() {
        return busiest(requests.stream().map(ManagementRequest::at).toList(), Duration.ofSeconds(1));
    }

    /** The most ratios in any minute. */
    int busiestMinute() {
        return busiest(writes.stream().map(RatioWrite::at).toList(), Duration.ofMinutes(1));
    }

    /**
     * By how many the requests exceeded a budget, at worst: a number at once, and a rate. One may be out of step, since it is
     * counted where it is sent and logged where it arrives.
     */
    double requestsBeyond(double atOnce, double perSecond) {
        return beyond(requests.stream().map(ManagementRequest::at).toList(), atOnce, perSecond);
    }

    /** The same of ratios. */
    double writesBeyond(double atOnce, double perSecond) {
        return beyond(writes.stream().map(RatioWrite::at).toList(), atOnce, perSecond);
    }

    /** The longest time in which a pool was not read, from the first read of all to an end. */
    Duration longestUnread(PoolName pool, Instant end) {
        String own = READ_ALL + "/" + pool.path().replace('/', '~');
        Instant last = null;
        Duration longest = Duration.ZERO;
        for (ManagementRequest request : requests) {
            boolean read = request.line().equals(READ_ALL) || request.line().equals(own);
            if (read && request.at().isBefore(end)) {
                longest = last == null ? longest : longer(longest, Duration.between(last, request.at()));
                last = request.at();
            }
        }
        return last == null ? Duration.ofDays(1) : longer(longest, Duration.between(last, end));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static int busiest(List<Instant> times, Duration window) {
        int most = 0;
        int from = 0;
        for (int to = 0; to < times.size(); to++) {
            while (!times.get(from).plus(window).isAfter(times.get(to))) {
                from++;
            }
            most = Math.max(most, to - from + 1);
        }
        return most;
    }

    private static double beyond(List<Instant> times, double atOnce, double perSecond) {
        double level = 0;
        double worst = 0;
        for (int i = 0; i < times.size(); i++) {
            double seconds = i == 0
                    ? 0
                    : Duration.between(times.get(i - 1), times.get(i)).toNanos() / 1e9;
            level = Math.max(0, level - seconds * perSecond) + 1;
            worst = Math.max(worst, level - atOnce - 1);
        }
        return worst;
    }
}
