package io.llmlb.core.control;

import io.llmlb.core.LlmlbException;
import io.llmlb.core.MemberId;
import io.llmlb.core.guard.Freshness;
import io.llmlb.core.observe.MetricsSource;
import io.llmlb.core.observe.Needs;
import io.llmlb.core.observe.Observation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one loop remembers of its members' samples. Asks the source, keeps two minutes of answers, takes no partial
 * answer for a whole one, and goes on with what it has when the source fails.
 */
final class Evidence {
    private static final Duration KEEP = Duration.ofMinutes(2);

    private final MetricsSource source;
    private final Needs needs;
    private final Freshness freshness;
    private final InstantSource clock;

    private Observation history = Observation.empty(Instant.EPOCH);
    private Duration aheadOfUs = Duration.ZERO; // how far the source's clock is ahead of ours

    Evidence(MetricsSource source, Needs needs, Freshness freshness, InstantSource clock) {
        this.source = source;
        this.needs = needs;
        this.freshness = freshness;
        this.clock = clock;
    }

    /**
     * What is known now.
     *
     * @param all every kept sample
     * @param fresh those of members that are not stale
     * @param notes the source's notes, and why an answer was not used
     * @param failure why the source did not answer, or null
     */
    record Known(
            Observation all,
            Observation fresh,
            List<String> notes,
            @Nullable LlmlbException failure) {
        /** The newest sample of all. */
        Optional<Instant> newest() {
            return all.windows().values().stream()
                    .flatMap(window -> window.newest().stream())
                    .max(Instant::compareTo);
        }
    }

    Known gather(Set<MemberId> members) {
        if (needs.signals().isEmpty()) {
            return known(List.of(), null);
        }
        try {
            Observation answer = source.observe(members, needs);
            aheadOfUs = Duration.between(clock.instant(), answer.asOf());
            if (answer.complete()) {
                history = history.plus(answer, KEEP).only(members);
                return known(answer.notes(), null);
            }
            List<String> notes = new ArrayList<>(answer.notes());
            notes.add("the metrics are incomplete, so this answer is not used");
            return known(notes, null);
        } catch (RuntimeException failure) {
            return known(List.of(), UnexpectedException.of("metrics source", failure));
        }
    }

    private Known known(List<String> notes, @Nullable LlmlbException failure) {
        Instant now = clock.instant().plus(aheadOfUs);
        history = new Observation(now, history.windows(), true, List.of());
        return new Known(history, freshness.fresh(history), notes, failure);
    }
}
