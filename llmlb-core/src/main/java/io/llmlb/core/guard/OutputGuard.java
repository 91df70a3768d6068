package io.llmlb.core.guard;

import io.llmlb.core.Experimental;
import io.llmlb.core.decide.Weights;

/**
 * One limit on what a strategy may do. A guard that changes a weight adds its cause to the weight's reason. Weights in
 * and out are positive and finite.
 */
@Experimental
public interface OutputGuard {
    /** What it is called where guards are counted or left out: lower case, hyphens. */
    String name();

    /** The weights after this guard. */
    Weights guard(Weights wanted, Situation situation);
}
