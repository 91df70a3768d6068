package io.llmlb.core.guard;

import io.llmlb.core.MemberId;
import io.llmlb.core.decide.Weight;
import io.llmlb.core.decide.Weights;
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
        return of(GuardSettings.STANDARD);
    }

    /** The same guards, set differently. */
    public static Guards of(GuardSettings settings) {
        return new Guards(
                new Freshness(settings.maxAge()),
                List.of(
                        new HoldThenNeutral(settings.hold(), settings.glide(), settings.keep()),
                        new UsualForUnknown(),
                        new SaturationFreeze(settings.full()),
                        new SoftStart(settings.softStartFrom(), settings.softStart()),
                        new ExplorationFloor(settings.floor()),
                        new Deadband(settings.deadband())));
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
     * @param byMember the guards that changed a member's weight, first to last; members that none changed are missing
     */
    public record Guarded(Weights weights, Map<MemberId, List<String>> byMember) {
        /** Copies the map. */
        public Guarded {
            byMember = Map.copyOf(byMember);
        }

        /** How many members' weights a guard changed, by its name; guards that changed none are missing. */
        public Map<String, Integer> changed() {
            Map<String, Integer> changed = new TreeMap<>();
            byMember.values().forEach(guards -> guards.forEach(guard -> changed.merge(guard, 1, Integer::sum)));
            return changed;
        }
    }

    /** The weights after every guard. */
    public Guarded apply(Weights wanted, Situation situation) {
        Weights guarded = wanted;
        Map<MemberId, List<String>> byMember = new TreeMap<>();
        for (OutputGuard guard : output) {
            Weights before = guarded;
            guarded = guard.guard(before, situation);
            for (Map.Entry<MemberId, Weight> entry : guarded.byMember().entrySet()) {
                Optional<Weight> old = before.of(entry.getKey());
                if (old.isEmpty() || old.get().value() != entry.getValue().value()) {
                    byMember.computeIfAbsent(entry.getKey(), first -> new ArrayList<>())
                            .add(guard.name());
                }
            }
        }
        return new Guarded(guarded, byMember);
    }
}
