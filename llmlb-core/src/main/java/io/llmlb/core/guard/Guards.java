package io.llmlb.core.guard;

import io.llmlb.core.MemberId;
import io.llmlb.core.decide.Weight;
import io.llmlb.core.decide.Weights;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The guards of one pool, in the order in which they act.
 *
 * @param freshness what the strategy gets to see
 * @param output what becomes of its answer, first to last
 */
public record Guards(Freshness freshness, List<OutputGuard> output) {
    /** Copies the list. */
    public Guards {
        output = List.copyOf(output);
    }

    /**
     * The guards that are on unless configured otherwise: samples expire after 15 s or three scrapes; without evidence
     * 60 s hold, 60 s to the usual weights, and from 30 min on to neutral; the usual weight for the unknown; held while every server is full beyond 90 % of its KV
     * cache; a soft start from 0.3 in 30 s; a floor of 2 % of the mean; a deadband of 5 %.
     *
     * <p>Not {@link Slew}: the laws that need it have it in them, and to the others it is one more delay.
     */
    public static Guards standard() {
        return new Guards(
                new Freshness(Freshness.LEAST),
                List.of(
                        new HoldThenNeutral(Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofMinutes(30)),
                        new UsualForUnknown(),
                        new SaturationFreeze(0.9),
                        new SoftStart(0.3, Duration.ofSeconds(30)),
                        new ExplorationFloor(0.02),
                        new Deadband(0.05)));
    }

    /**
     * The same guards but these.
     *
     * @param names of guards of this list
     * @throws IllegalArgumentException when there is no such guard; the message names those there are
     */
    public Guards without(String... names) {
        List<OutputGuard> kept = new ArrayList<>(output);
        for (String name : names) {
            if (!kept.removeIf(guard -> guard.name().equals(name))) {
                throw new IllegalArgumentException("there is no guard \"" + name + "\" to leave out: the guards are "
                        + output.stream().map(OutputGuard::name).collect(Collectors.joining(", ")));
            }
        }
        return new Guards(freshness, kept);
    }

    /**
     * Weights after every guard, and what the guards did.
     *
     * @param weights one for each member of the situation, positive and finite
     * @param changed how many members' weights a guard changed, by its name; guards that changed none are missing
     */
    public record Guarded(Weights weights, Map<String, Integer> changed) {
        /** Copies the map. */
        public Guarded {
            changed = Map.copyOf(changed);
        }
    }

    /** The weights after every guard. */
    public Guarded apply(Weights wanted, Situation situation) {
        Weights guarded = wanted;
        Map<String, Integer> changed = new TreeMap<>();
        for (OutputGuard guard : output) {
            Weights before = guarded;
            guarded = guard.guard(before, situation);
            int members = changed(before, guarded);
            if (members > 0) {
                changed.merge(guard.name(), members, Integer::sum);
            }
        }
        return new Guarded(guarded, changed);
    }

    private static int changed(Weights before, Weights after) {
        int changed = 0;
        for (Map.Entry<MemberId, Weight> entry : after.byMember().entrySet()) {
            Optional<Weight> old = before.of(entry.getKey());
            if (old.isEmpty() || old.get().value() != entry.getValue().value()) {
                changed++;
            }
        }
        return changed;
    }
}
