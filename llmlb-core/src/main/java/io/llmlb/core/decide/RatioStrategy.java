package io.llmlb.core.decide;

import io.llmlb.core.Experimental;
import io.llmlb.core.act.PoolState;
import io.llmlb.core.observe.Needs;
import io.llmlb.core.observe.Observation;
import java.time.Instant;

/**
 * Turns what is known of a pool's members into weights. Holds state for one pool and is used by one loop, so it needs no
 * locks. It never makes integers, never limits how fast weights move, and never guesses for a member it knows nothing
 * of: other pieces do that, the same for every strategy.
 */
@Experimental
public interface RatioStrategy {
    /** Which signals this strategy wants, and how far back. The same at every call. */
    Needs needs();

    /**
     * The weights of those members of {@code state} about which {@code fresh} says enough. Called only when at least
     * one sample is new.
     *
     * @param now the time by the clock that stamped the samples
     * @param state the pool as the device shows it
     * @param fresh samples of members whose newest sample is young enough to be believed
     * @param last the weights that were applied last, {@link Weights#NONE} at first
     * @return a weight for some or all members of {@code state}; none for those it cannot judge
     */
    Weights decide(Instant now, PoolState state, Observation fresh, Weights last);
}
