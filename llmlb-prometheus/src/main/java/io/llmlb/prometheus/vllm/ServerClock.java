package io.llmlb.prometheus.vllm;

import io.llmlb.core.observe.SampleWindow;
import io.llmlb.prometheus.query.QueryResult.Remarks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The time at which a server answered, by the clock that stamped its samples. The Date of an answer is rounded down to
 * the second, so the local clock is the better one as long as the two agree.
 */
final class ServerClock {
    private static final Duration AGREE = Duration.ofSeconds(2);
    private static final Duration WORTH_A_NOTE = Duration.ofSeconds(5);

    private final InstantSource clock;
    private Duration skew = Duration.ZERO;

    ServerClock(InstantSource clock) {
        this.clock = clock;
    }

    void told(Remarks remarks) {
        skew = remarks.date()
                .map(date -> Duration.between(clock.instant(), date))
                .orElse(Duration.ZERO);
    }

    /** How far that clock is ahead of the local one, where that is more than rounding. */
    Duration ahead() {
        return skew.abs().compareTo(AGREE) > 0 ? skew : Duration.ZERO;
    }

    void note(List<String> notes) {
        if (skew.abs().compareTo(WORTH_A_NOTE) > 0) {
            notes.add("the server's clock is " + skew.abs().toSeconds() + " s "
                    + (skew.isNegative() ? "behind" : "ahead of") + " the local one");
        }
    }

    Instant asOf(Collection<SampleWindow> windows) {
        Instant told = clock.instant().plus(ahead());
        // Rounding, and a skew too small to correct, must not put the newest sample into the future.
        Optional<Instant> newest =
                windows.stream().flatMap(window -> window.newest().stream()).max(Instant::compareTo);
        return newest.filter(at -> at.isAfter(told) && !at.isAfter(told.plus(AGREE)))
                .orElse(told);
    }
}
