package io.llmlb.core.control;

import io.llmlb.core.act.Hold;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one cycle found of others who write, or want to, beside this controller: people, AS3, CIS, other controllers.
 *
 * @param changes the members that have another ratio than this loop last put there and saw confirmed
 * @param changedSinceStart how many those were, summed up since the loop began
 * @param waitsUntil until when nothing is written, because the ratios were changed again and again; empty when that does
 *     not stand in the way
 * @param hold a person's word that the pool is to be left alone
 * @param standby why this controller leaves the writing to another replica, such as {@code llmlb-0 leads}; empty when it does
 *     not
 * @param mayWrite whether nothing of this stands in the way of a write
 * @param notes the same in sentences
 */
public record OtherWriters(
        List<RatioChange> changes,
        long changedSinceStart,
        Optional<Instant> waitsUntil,
        Optional<Hold> hold,
        Optional<String> standby,
        boolean mayWrite,
        List<String> notes) {
    /** Nobody else was seen. */
    public static final OtherWriters NONE =
            new OtherWriters(List.of(), 0, Optional.empty(), Optional.empty(), Optional.empty(), true, List.of());

    /** Copies the lists. */
    public OtherWriters {
        changes = List.copyOf(changes);
        notes = List.copyOf(notes);
    }

    /** How many members somebody else has changed since the last cycle. */
    public int changed() {
        return changes.size();
    }
}
