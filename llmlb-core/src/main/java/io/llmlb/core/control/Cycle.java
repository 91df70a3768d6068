package io.llmlb.core.control;

import io.llmlb.core.LlmlbException;
import io.llmlb.core.PoolName;
import io.llmlb.core.supervise.Harm;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one turn of the loop saw, decided and did.
 *
 * @param pool which pool
 * @param at when it began
 * @param took how long it lasted
 * @param decidedAfter how much of that had passed when the weights stood; all of it when none were decided
 * @param outcome how it ended
 * @param members one entry a member, in the device's order; empty when the device could not be read
 * @param guarded how many members' weights a guard changed, by the guard's name; those that changed none are missing;
 *     {@code do-no-harm} when the strategy's weights were set aside
 * @param harm whether the strategy does harm
 * @param others who else writes here, or wants the pool to be let alone
 * @param notes what a person should know beside that
 * @param failure what went wrong, or null; a metrics source's failure is here too, though the cycle goes on without it
 */
public record Cycle(
        PoolName pool,
        Instant at,
        Duration took,
        Duration decidedAfter,
        Outcome outcome,
        List<MemberCycle> members,
        Map<String, Integer> guarded,
        Harm harm,
        OtherWriters others,
        List<String> notes,
        @Nullable LlmlbException failure) {
    /** How a cycle ended. */
    public enum Outcome {
        /** Decided on evidence; the device has what was wanted, or holds back in a dry run. */
        DONE,
        /**
         * The last ratios are held, or on their way to neutral, for want of evidence; or nothing was written for the sake of
         * {@linkplain Cycle#others() others}.
         */
        HELD,
        /** The pool has no members. */
        EMPTY,
        /** The device could not be read, or not every write was confirmed. */
        FAILED
    }

    /** Copies lists and map. */
    public Cycle {
        members = List.copyOf(members);
        guarded = Map.copyOf(guarded);
        notes = List.copyOf(notes);
    }

    /** A cycle in which no guard changed anything, and neither harm nor another writer was seen. */
    public Cycle(
            PoolName pool,
            Instant at,
            Duration took,
            Outcome outcome,
            List<MemberCycle> members,
            List<String> notes,
            @Nullable LlmlbException failure) {
        this(pool, at, took, took, outcome, members, Map.of(), Harm.NONE, OtherWriters.NONE, notes, failure);
    }

    /** The same cycle with one more note. */
    Cycle noting(String note) {
        List<String> more = new ArrayList<>(notes);
        more.add(note);
        return new Cycle(pool, at, took, decidedAfter, outcome, members, guarded, harm, others, more, failure);
    }

    /** What went wrong, if anything did. */
    public Optional<LlmlbException> problem() {
        return Optional.ofNullable(failure);
    }
}
