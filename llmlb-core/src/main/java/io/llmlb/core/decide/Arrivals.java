package io.llmlb.core.decide;

import io.llmlb.core.MemberId;
import io.llmlb.core.observe.Signal;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * How many requests a second arrive at some members: what finished plus what the requests in flight grew by, over each
 * window between two samples, smoothed with a time constant.
 */
final class Arrivals {
    private final double timeConstant;
    private final PerMember<Rate> rates = new PerMember<>(Rate::new);

    private static final class Rate {
        double perSecond;
        boolean known;
    }

    /**
     * @param timeConstant of the smoothing; seconds, positive
     */
    Arrivals(double timeConstant) {
        this.timeConstant = timeConstant;
    }

    void learn(Instant now, Set<MemberId> pool, Map<MemberId, ScrapeWindow> windows) {
        rates.present(now, pool);
        windows.forEach((member, window) -> learn(rates.of(member), window));
    }

    private void learn(Rate rate, ScrapeWindow window) {
        OptionalDouble finished = window.growth(Signal.FINISHED);
        if (finished.isEmpty() || window.restarted()) {
            return;
        }
        double inFlight = inFlight(window.atEnd(Signal.RUNNING), window.atEnd(Signal.WAITING));
        double before = inFlight(window.atStart(Signal.RUNNING), window.atStart(Signal.WAITING));
        double observed = Math.max(0, finished.getAsDouble() + inFlight - before) / window.seconds();
        double gain = rate.known ? -StrictMath.expm1(-window.seconds() / timeConstant) : 1;
        rate.perSecond += gain * (observed - rate.perSecond);
        rate.known = true;
    }

    private static double inFlight(OptionalDouble running, OptionalDouble waiting) {
        return running.orElse(0) + waiting.orElse(0);
    }

    /** Requests a second at all of these, those of which nothing is known as the mean of the others; empty with none. */
    OptionalDouble at(Set<MemberId> members) {
        double sum = 0;
        int known = 0;
        for (MemberId member : members) {
            Rate rate = rates.of(member);
            if (rate.known) {
                sum += rate.perSecond;
                known++;
            }
        }
        return known == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / known * members.size());
    }
}
