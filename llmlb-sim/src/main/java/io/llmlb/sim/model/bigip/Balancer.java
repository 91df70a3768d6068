package io.llmlb.sim.model.bigip;

import java.util.Set;

/**
 * Chooses among a pool's members: who can be chosen at all, and whose turn it is. Each TMM takes its own turns. Guarded
 * by its pool.
 */
final class Balancer {
    private final DataPlaneOptions options;
    private final long seed;
    private final Turn[] turns;
    private Mode mode;
    private int[] weights = {};
    private int[] loads = {};

    Balancer(Mode mode, DataPlaneOptions options, long seed) {
        this.mode = mode;
        this.options = options;
        this.seed = seed;
        turns = new Turn[options.tmms()];
        restart();
    }

    void mode(Mode other) {
        if (mode != other) {
            mode = other;
            restart();
        }
    }

    /** Begins every rotation anew. */
    void restart() {
        for (int tmm = 0; tmm < turns.length; tmm++) {
            turns[tmm] = mode.turn(options.rotation(), seed + tmm);
        }
    }

    void removed(int index) {
        for (Turn turn : turns) {
            turn.removed(index);
        }
    }

    /** The index of the chosen member, or -1 for none. */
    int pick(Slot[] slots, int tmm, int minActive, Set<String> refused) {
        if (weights.length != slots.length) {
            weights = new int[slots.length];
            loads = new int[slots.length];
        }
        boolean everyWeight = true;
        for (int i = 0; i < slots.length; i++) {
            Slot slot = slots[i];
            boolean candidate = slot.usable(tmm)
                    && (refused.isEmpty() || !refused.contains(slot.member().fullPath()));
            weights[i] = candidate ? mode.weight(slot.member()) : -1;
            everyWeight &= weights[i] != 0;
            loads[i] = options.connectionsPerTmm()
                    ? slot.connections(tmm, options.idleConnectionsCount())
                    : slot.connections(options.idleConnectionsCount());
        }
        if (minActive > 0) {
            keepActiveGroups(slots, minActive);
        }
        if (!everyWeight) {
            levelWeights();
        }
        return turns[tmm].pick(weights, loads);
    }

    /** Takes away the priority groups below those that together have enough members. */
    private void keepActiveGroups(Slot[] slots, int minActive) {
        int lowest = Integer.MAX_VALUE;
        int active = 0;
        while (active < minActive) {
            int below = -1;
            for (int i = 0; i < slots.length; i++) {
                int group = slots[i].member().priorityGroup();
                if (weights[i] >= 0 && group < lowest) {
                    below = Math.max(below, group);
                }
            }
            if (below < 0) {
                return;
            }
            lowest = below;
            for (int i = 0; i < slots.length; i++) {
                if (weights[i] >= 0 && slots[i].member().priorityGroup() == lowest) {
                    active++;
                }
            }
        }
        for (int i = 0; i < slots.length; i++) {
            if (slots[i].member().priorityGroup() < lowest) {
                weights[i] = -1;
            }
        }
    }

    /** Weighs all candidates the same: a connection limit of 0 is no weight. */
    private void levelWeights() {
        for (int i = 0; i < weights.length; i++) {
            weights[i] = weights[i] < 0 ? -1 : 1;
        }
    }
}
