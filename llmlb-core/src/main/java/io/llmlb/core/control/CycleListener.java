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
}
