package io.llmlb.core.decide;

import io.llmlb.core.MemberId;
import io.llmlb.core.observe.Observation;
import io.llmlb.core.observe.SampleWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Cuts each member's samples into windows, each used once: a window ends at a sample that is new and begins at the
 * newest sample that is at least {@code least} older. So a law acts on what was measured, never on how often it is asked.
 */
final class ScrapeWindows {
    private static final Duration LEAST = Duration.ofSeconds(4);

    private final PerMember<Used> used = new PerMember<>(Used::new);

    private static final class Used {
        @Nullable
        Instant until;
    }

    /** The windows that are new since the last call. */
    Map<MemberId, ScrapeWindow> next(Instant now, Set<MemberId> members, Observation fresh) {
        used.present(now, members);
        Map<MemberId, ScrapeWindow> next = new TreeMap<>();
        for (MemberId member : members) {
            SampleWindow samples = fresh.of(member);
            Instant newest = samples.newest().orElse(null);
            Used last = used.of(member);
            if (newest == null) {
                continue;
            }
            if (last.until != null && newest.isBefore(last.until)) {
                last.until = newest; // the clock was put back
                continue;
            }
            Instant latestStart = newest.minus(LEAST);
            if (last.until == null || !last.until.isAfter(latestStart)) {
                samples.newest(latestStart).ifPresent(from -> {
                    last.until = newest;
                    next.put(member, new ScrapeWindow(samples, from, newest));
                });
            }
        }
        return next;
    }

    /**
     * How far the samples are behind the world: the longer of their interval and their age, the median of the members.
     * Zero without samples.
     */
    static Duration delay(Instant now, Observation fresh) {
        List<Duration> delays = fresh.windows().values().stream()
                .map(samples -> delay(now, samples))
                .sorted()
                .toList();
        return delays.isEmpty() ? Duration.ZERO : delays.get(delays.size() / 2);
    }

    private static Duration delay(Instant now, SampleWindow samples) {
        Duration age = samples.newest().map(at -> Duration.between(at, now)).orElse(Duration.ZERO);
        Duration interval = samples.interval().orElse(Duration.ZERO);
        return age.compareTo(interval) > 0 ? age : interval;
    }
}
