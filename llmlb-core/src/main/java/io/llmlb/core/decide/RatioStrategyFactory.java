package io.llmlb.core.decide;

import io.llmlb.core.Experimental;

/**
 * Makes the strategy of one name. Found by {@link java.util.ServiceLoader}, so a program adds a strategy of its own by
 * naming its factory in {@code META-INF/services}.
 */
@Experimental
public interface RatioStrategyFactory {
    /** The name by which configurations ask for it: lower case, digits, hyphens. */
    String name();

    /**
     * A new strategy for one pool.
     *
     * @throws IllegalArgumentException when an option has no meaning or is out of range; the message names the option
     */
    RatioStrategy create(StrategyOptions options);
}
