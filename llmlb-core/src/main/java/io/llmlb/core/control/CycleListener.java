package io.llmlb.core.control;

import io.llmlb.core.Experimental;
import io.llmlb.core.PoolName;

/** Is told what the loops do. Called on the loops' threads, so it returns quickly; what it throws is logged. */
@Experimental
@FunctionalInterface
public interface CycleListener {
    /** A cycle has ended. */
    void onCycle(Cycle cycle);

    /** A cycle was due while the one before was still running, and was left out. */
    default void onSkipped(PoolName pool) {}

    /** One that tells both, this one first; what one throws keeps nothing from the other. */
    default CycleListener and(CycleListener other) {
        CycleListener first = this;
        return new CycleListener() {
            @Override
            public void onCycle(Cycle cycle) {
                try {
                    first.onCycle(cycle);
                } finally {
                    other.onCycle(cycle);
                }
            }

            @Override
            public void onSkipped(PoolName pool) {
                try {
                    first.onSkipped(pool);
                } finally {
                    other.onSkipped(pool);
                }
            }
        };
    }
}
