package io.llmlb.sim.model.bigip;

/** The load balancing modes that the emulator serves as themselves. */
enum Mode {
    ROUND_ROBIN,
    RATIO,
    LEAST_CONNECTIONS,
    RATIO_LEAST_CONNECTIONS,
    WEIGHTED_LEAST_CONNECTIONS;

    /** The mode of that name on BIG-IP; round robin for every name that is not served as itself. */
    static Mode of(String loadBalancingMode) {
        return switch (loadBalancingMode) {
            case "ratio-member", "ratio-session" -> RATIO;
            case "least-connections-member" -> LEAST_CONNECTIONS;
            case "ratio-least-connections-member" -> RATIO_LEAST_CONNECTIONS;
            case "weighted-least-connections-member" -> WEIGHTED_LEAST_CONNECTIONS;
            default -> ROUND_ROBIN;
        };
    }

    /** What a member counts for; 0 for one that says nothing of it. */
    int weight(Member member) {
        return switch (this) {
            case ROUND_ROBIN, LEAST_CONNECTIONS -> 1;
            case RATIO, RATIO_LEAST_CONNECTIONS -> member.ratio();
            case WEIGHTED_LEAST_CONNECTIONS -> member.connectionLimit();
        };
    }

    /** A new rotation for one TMM. */
    Turn turn(DataPlaneOptions.Rotation rotation, long seed) {
        return switch (this) {
            case ROUND_ROBIN -> new RatioRounds();
            case RATIO ->
                switch (rotation) {
                    case ROUNDS -> new RatioRounds();
                    case SMOOTH -> new SmoothRotation();
                    case RANDOM -> new RandomTurn(seed);
                };
            case LEAST_CONNECTIONS, RATIO_LEAST_CONNECTIONS, WEIGHTED_LEAST_CONNECTIONS -> new LeastConnections();
        };
    }
}
