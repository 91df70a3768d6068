package io.llmlb.core.observe;

import io.llmlb.core.MemberId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Samples of a pool's members.
 *
 * @param asOf the time of the answer by the clock that stamped the samples, so that ages do not depend on two clocks
 * @param windows the samples of each member that has any
 * @param complete false when the source knows, or must fear, that something is missing (a warning, a partial answer);
 *     such an observation is never acted on
 * @param notes what a person should know: a member without a target, two targets for one member, a warning
 */
public record Observation(Instant asOf, Map<MemberId, SampleWindow> windows, boolean complete, List<String> notes) {
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(5);

    /** Copies map and list. */
    public Observation {
        windows = Map.copyOf(windows);
        notes = List.copyOf(notes);
    }

    /** An observation of nothing. */
    public static Observation empty(Instant asOf) {
        return new Observation(asOf, Map.of(), true, List.of());
    }

    /** The samples of a member; empty when it has none. */
    public SampleWindow of(MemberId member) {
        return windows.getOrDefault(member, SampleWindow.EMPTY);
    }

    /**
     * This observation's history with a newer one added: samples of both, those dropped that are older than {@code keep}
     * before the newer {@link #asOf()}, or later than 5 s after it: a clock was put back, and what it stamped before
     * would look young for as long as it was wrong. Time and notes are the newer one's.
     */
    public Observation plus(Observation newer, Duration keep) {
        Instant from = newer.asOf.minus(keep);
        Instant until = newer.asOf.plus(CLOCK_TOLERANCE);
        Map<MemberId, SampleWindow> merged = new HashMap<>();
        windows.forEach((member, window) -> merged.put(member, window.between(from, until)));
        newer.windows.forEach(
                (member, window) -> merged.merge(member, window.between(from, until), (old, fresh) -> old.plus(fresh)));
        merged.values().removeIf(SampleWindow::isEmpty);
        return new Observation(newer.asOf, merged, newer.complete, newer.notes);
    }

    /** The same, without the samples of every other member. */
    public Observation only(Set<MemberId> members) {
        Map<MemberId, SampleWindow> kept = new HashMap<>(windows);
        kept.keySet().retainAll(members);
        return new Observation(asOf, kept, complete, notes);
    }

    /** The same, with a further note. */
    public Observation note(String note) {
        List<String> more = new ArrayList<>(notes);
        more.add(note);
        return new Observation(asOf, windows, complete, more);
    }
}
