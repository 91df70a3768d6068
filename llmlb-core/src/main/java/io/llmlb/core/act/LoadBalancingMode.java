package io.llmlb.core.act;

/** How the device chooses among members, as far as a controller must care. */
public enum LoadBalancingMode {
    /** By ratio alone. */
    RATIO,
    /** Fewest connections in proportion to the ratio. */
    RATIO_LEAST_CONNECTIONS,
    /** Fewest connections; ratios are stored and ignored. */
    LEAST_CONNECTIONS,
    /** Anything else (round robin among them); ratios are stored and ignored. */
    OTHER;

    /** Whether a member's ratio has any effect in this mode. */
    public boolean honoursRatios() {
        return this == RATIO || this == RATIO_LEAST_CONNECTIONS;
    }
}
