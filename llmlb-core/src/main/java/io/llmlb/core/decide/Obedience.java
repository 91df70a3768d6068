package io.llmlb.core.decide;

import io.llmlb.core.MemberId;
import io.llmlb.core.act.Availability;
import io.llmlb.core.act.PoolMember;
import io.llmlb.core.act.PoolState;
import io.llmlb.core.observe.Observation;
import io.llmlb.core.observe.SampleWindow;
import io.llmlb.core.observe.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether a pool that balances by fewest connections in proportion to the ratio does so: then the requests in flight are
 * to each other as the ratios.
 *
 * <pre>{@code
 * uneven = max(0, 1/2 sum_i |requests_i / requests - ratio_i / ratios| - members / (2 requests))
 * mean   = mean + (1 - exp(-seconds / 30)) (uneven - mean)
 * }</pre>
 *
 * <p>Doubted at first and from {@value #DOUBTFUL} on, until {@value #BELIEVED}. They are not when connections without a request are
 * kept and count too: the device then prefers the member whose connections are all in use, whatever its ratio.
 */
final class Obedience {
    private static final double DOUBTFUL = 0.1;
    private static final double BELIEVED = 0.05;
    private static final double MEMORY = 30;

    private double mean = 2 * DOUBTFUL;
    private boolean doubted = true;

    private @Nullable Instant last;

    /** Takes in what is new, and tells. */
    boolean doubted(PoolState state, Observation fresh) {
        OptionalDouble uneven = uneven(state, fresh);
        if (uneven.isPresent()) {
            Instant before = last == null || last.isAfter(fresh.asOf()) ? fresh.asOf() : last;
            last = fresh.asOf();
            double seconds = ScrapeWindow.seconds(Duration.between(before, fresh.asOf()));
            mean += (1 - StrictMath.exp(-seconds / MEMORY)) * (uneven.getAsDouble() - mean);
            doubted = mean > (doubted ? BELIEVED : DOUBTFUL);
        }
        return doubted;
    }

    private static OptionalDouble uneven(PoolState state, Observation fresh) {
        Map<MemberId, Double> requests = new TreeMap<>();
        Map<MemberId, Double> ratios = new TreeMap<>();
        double all = 0;
        double allRatios = 0;
        for (PoolMember member : state.members()) {
            SampleWindow samples = fresh.of(member.id());
            OptionalDouble running = ScrapeWindow.sane(samples.latest(Signal.RUNNING));
            OptionalDouble waiting = ScrapeWindow.sane(samples.latest(Signal.WAITING));
            if (member.availability() == Availability.AVAILABLE && running.isPresent() && waiting.isPresent()) {
                double inFlight = running.getAsDouble() + waiting.getAsDouble();
                requests.put(member.id(), inFlight);
                ratios.put(member.id(), (double) member.ratio());
                all += inFlight;
                allRatios += member.ratio();
            }
        }
        if (requests.size() < 2 || all == 0 || allRatios == 0) {
            return OptionalDouble.empty();
        }
        double apart = 0;
        for (Map.Entry<MemberId, Double> one : requests.entrySet()) {
            apart += Math.abs(one.getValue() / all - ratios.getOrDefault(one.getKey(), 0.0) / allRatios) / 2;
        }
        return OptionalDouble.of(Math.max(0, apart - requests.size() / (2 * all)));
    }
}
