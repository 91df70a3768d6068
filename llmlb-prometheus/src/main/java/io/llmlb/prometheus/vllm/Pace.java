package io.llmlb.prometheus.vllm;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When to ask again: when a new sample can exist. While something is wrong (the server fails or warns, a member has no
 * samples), after a quarter of the time for which it has been so, at most 30 s: what mends is seen soon, and a server
 * that is down is not pestered. Not for use by several threads.
 */
final class Pace {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Duration floor;
    private List<Rhythm> rhythms = List.of();
    private Optional<Duration> usual = Optional.empty();
    private boolean sure;
    private boolean learning;
    private @Nullable Instant asked;
    private @Nullable Instant troubledSince;

    /**
     * @param floor the least time between two questions, whatever else there is
     */
    Pace(Duration floor) {
        this.floor = floor;
    }

    /**
     * @param now by the local clock
     * @param ahead how far the clock that stamps the samples is ahead of it
     */
    boolean due(Instant now, Duration ahead) {
        Instant last = asked;
        if (last == null || now.isBefore(last)) {
            return true;
        }
        if (now.isBefore(last.plus(floor))) {
            return false;
        }
        if (troubledSince != null) {
            Duration patience = Duration.between(troubledSince, last).dividedBy(4);
            if (!now.isBefore(last.plus(patience.compareTo(LONGEST) < 0 ? patience : LONGEST))) {
                return true;
            }
        }
        return learning || rhythms.stream().anyMatch(rhythm -> rhythm.due(now.plus(ahead), last.plus(ahead)));
    }

    /**
     * An answer came.
     *
     * @param now by the local clock
     * @param times when the samples of each target were taken
     * @param lacking whether members have no samples that may yet get some
     */
    void answered(Instant now, Collection<? extends NavigableSet<Instant>> times, boolean lacking) {
        note(now, lacking);
        // Of two samples it is not known whether one between them is missing; then what was usual before counts too.
        usual = times.stream()
                .flatMap(one -> interval(one).stream())
                .min(Duration::compareTo)
                .or(() -> usual);
        sure = times.stream().allMatch(one -> one.size() > 2);
        learning = !times.isEmpty() && usual.isEmpty();
        rhythms = usual.stream()
                .flatMap(interval -> times.stream()
                        .map(one -> new Rhythm(one.last(), interval(one).orElse(interval))))
                .toList();
    }

    private Optional<Duration> interval(NavigableSet<Instant> times) {
        Optional<Duration> before = times.size() == 2 ? usual : Optional.empty();
        return Rhythm.interval(times)
                .map(seen -> before.filter(known -> known.compareTo(seen) < 0).orElse(seen));
    }

    /** No answer came, or one that cannot be used. */
    void failed(Instant now) {
        note(now, true);
        rhythms = List.of();
        learning = false;
    }

    /**
     * How far back to look for samples.
     *
     * @param shortest no less than this
     * @param longest no more than this; also when the interval between samples is not known for sure
     */
    Duration range(Instant now, Duration shortest, Duration longest) {
        Instant last = asked;
        Optional<Duration> slowest = rhythms.stream().map(Rhythm::interval).max(Duration::compareTo);
        if (last == null || slowest.isEmpty() || !sure) {
            return longest;
        }
        Duration three = slowest.get().multipliedBy(3); // so that its interval is seen again
        Duration missed = Duration.between(last, now).plus(slowest.get());
        Duration wanted = three.compareTo(missed) > 0 ? three : missed;
        if (wanted.compareTo(shortest) <= 0) {
            return shortest;
        }
        return wanted.compareTo(longest) < 0 ? wanted : longest;
    }

    private void note(Instant now, boolean trouble) {
        asked = now;
        if (!trouble) {
            troubledSince = null;
        } else if (troubledSince == null || now.isBefore(troubledSince)) {
            troubledSince = now;
        }
    }
}
