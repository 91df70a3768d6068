package io.llmlb.core.supervise;

import io.llmlb.core.MemberId;
import io.llmlb.core.act.MemberTraffic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;

/** What the device said of late that it had sent, and what that makes between any two moments. */
final class DeviceCounts {
    private static final Duration KEPT = Duration.ofMinutes(5);

    private record Reading(Instant at, Map<MemberId, MemberTraffic> traffic) {}

    /**
     * What a member was sent.
     *
     * @param requests 0 or more
     * @param connections 0 or more
     */
    record Sent(double requests, double connections) {}

    private final Deque<Reading> readings = new ArrayDeque<>();

    void add(Instant at, Map<MemberId, MemberTraffic> traffic) {
        if (!readings.isEmpty() && !readings.getLast().at.isBefore(at)) {
            readings.clear(); // the clock was put back
        }
        readings.addLast(new Reading(at, Map.copyOf(traffic)));
        while (readings.getFirst().at.isBefore(at.minus(KEPT))) {
            readings.removeFirst();
        }
    }

    boolean reaches(Instant moment) {
        return !readings.isEmpty() && !readings.getLast().at.isBefore(moment);
    }

    /**
     * What was sent from one moment to another, evenly between two readings. Empty when readings do not cover the time,
     * the member is missing in one of them, or its counts fell.
     */
    Optional<Sent> between(MemberId member, Instant from, Instant until) {
        if (readings.isEmpty() || readings.getFirst().at.isAfter(from) || !reaches(until)) {
            return Optional.empty();
        }
        double requests = 0;
        double connections = 0;
        Reading before = readings.getFirst();
        for (Reading reading : readings) {
            double part = part(before.at, reading.at, from, until);
            if (part > 0) {
                MemberTraffic old = before.traffic.get(member);
                MemberTraffic now = reading.traffic.get(member);
                if (old == null
                        || now == null
                        || now.requests() < old.requests()
                        || now.connections() < old.connections()) {
                    return Optional.empty();
                }
                requests += part * ((double) now.requests() - old.requests());
                connections += part * ((double) now.connections() - old.connections());
            }
            before = reading;
        }
        return Optional.of(new Sent(requests, connections));
    }

    /** Which part of the time from {@code start} to {@code end} is wanted. */
    private static double part(Instant start, Instant end, Instant from, Instant until) {
        Instant first = from.isAfter(start) ? from : start;
        Instant last = until.isBefore(end) ? until : end;
        double wanted = Duration.between(first, last).toNanos();
        double whole = Duration.between(start, end).toNanos();
        return whole > 0 ? Math.max(0, wanted / whole) : 0;
    }
}
