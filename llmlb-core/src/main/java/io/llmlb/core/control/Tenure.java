package io.llmlb.core.control;

import io.llmlb.core.MemberId;
import io.llmlb.core.act.Availability;
import io.llmlb.core.act.PoolMember;
import io.llmlb.core.act.PoolState;
import io.llmlb.core.observe.Observation;
import io.llmlb.core.observe.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * For how long each member has been serving: since it joined the pool, came back after more than half a minute out of it
 * or down, or began its counters anew. Who was there at the first look has been serving from the start.
 */
final class Tenure {
    private static final Duration GAP = Duration.ofSeconds(30);

    private final Map<MemberId, Service> services = new HashMap<>();
    private boolean began;

    private static final class Service {
        @Nullable
        Instant since; // null: from the start

        @Nullable
        Instant missed; // the first look at which it was away or down; null while it serves

        double finished;
    }

    /** The time that each member has been serving; those that do so from the start are missing. */
    Map<MemberId, Duration> of(PoolState state, Observation all) {
        Instant now = all.asOf();
        Map<MemberId, Duration> tenures = new TreeMap<>();
        Set<MemberId> away = new HashSet<>(services.keySet());
        for (PoolMember member : state.members()) {
            if (member.availability() == Availability.AVAILABLE) {
                away.remove(member.id());
                Service service = services.computeIfAbsent(member.id(), id -> joined(now));
                service.missed = null;
                follow(service, all.of(member.id()).latest(Signal.FINISHED), now);
                if (service.since != null) {
                    tenures.put(member.id(), Duration.between(service.since, now));
                }
            }
        }
        away.forEach(member -> miss(member, now));
        began = true;
        return tenures;
    }

    private void miss(MemberId member, Instant now) {
        services.computeIfPresent(member, (id, service) -> {
            if (service.missed == null || service.missed.isAfter(now)) {
                service.missed = now;
            }
            return Duration.between(service.missed, now).compareTo(GAP) > 0 ? null : service;
        });
    }

    private Service joined(Instant now) {
        Service service = new Service();
        service.since = began ? now : null;
        return service;
    }

    private static void follow(Service service, OptionalDouble finished, Instant now) {
        boolean restarted = finished.orElse(service.finished) < service.finished;
        boolean ahead = service.since != null && service.since.isAfter(now); // the clock was put back
        if (restarted || ahead) {
            service.since = now;
        }
        service.finished = finished.orElse(service.finished);
    }
}
