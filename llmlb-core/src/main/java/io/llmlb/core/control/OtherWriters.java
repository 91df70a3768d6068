package io.llmlb.core.control;

import io.llmlb.core.act.Hold;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one cycle found of others who write, or want to, beside this controller: people, AS3, CIS, other controllers.
 *
 * @param changed how many members have another ratio than this loop last put there and saw confirmed
 * @param changedSinceStart the same, summed up since the loop began
 * @param waitsUntil until when nothing is written, because the ratios were changed again and again; empty when that does
 *     not stand in the way
 * @param hold a person's word that the pool is to be left alone
 * @param mayWrite whether nothing of this stands in the way of a write
 * @param notes the same in sentences
 */
public record OtherWriters(
        int changed,
        long changedSinceStart,
        Optional<Instant> waitsUntil,
        Optional<Hold> hold,
        boolean mayWrite,
        List<String> notes) {
    /** Nobody else was seen. */
    public static final OtherWriters NONE = new OtherWriters(0, 0, Optional.empty(), Optional.empty(), true, List.of());

    /** Copies the list. */
    public OtherWriters {
        notes = List.copyOf(notes);
    }
}
