package io.llmlb.sim.model.bigip;

/**
 * One pool member as the emulated BIG-IP holds it. Immutable.
 *
 * @param partition the member's own partition; it may differ from the pool's
 * @param address literal IPv4 or IPv6 address, with {@code %n} behind it in a route domain
 * @param port 1 to 65535
 * @param ratio 1 to 65535
 * @param connectionLimit most connections at once; 0 for no limit
 * @param priorityGroup 0 or more; groups matter when the pool wants a minimum of active members
 * @param enabled whether an administrator lets new sessions in ({@code user-enabled})
 * @param forcedDown whether an administrator has forced it offline ({@code user-down})
 * @param health what the monitor says
 * @param generation grows with every change of the pool's configuration
 */
public record Member(
        String partition,
        String address,
        int port,
        int ratio,
        int connectionLimit,
        int priorityGroup,
        boolean enabled,
        boolean forcedDown,
        Health health,
        long generation) {
    /** The largest ratio that the emulator takes; the true limit of a device is not known. */
    public static final int MAX_RATIO = 65_535;

    /** What a monitor says of a member. */
    public enum Health {
        /** No monitor watches it; it gets traffic. */
        UNCHECKED,
        /** A monitor has not finished its first check; no traffic yet. */
        CHECKING,
        /** The last check succeeded. */
        UP,
        /** The last check failed. */
        DOWN
    }

    /**
     * @throws IllegalArgumentException when a number is out of its range
     */
    public Member {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a member's port is 1 to 65535, but this is " + port);
        }
        if (ratio < 1 || ratio > MAX_RATIO) {
            throw new IllegalArgumentException("a ratio is 1 to " + MAX_RATIO + ", but this is " + ratio);
        }
        if (connectionLimit < 0 || priorityGroup < 0) {
            throw new IllegalArgumentException("a connection limit and a priority group are 0 or more, but these are "
                    + connectionLimit + " and " + priorityGroup);
        }
    }

    /** A new member: enabled, ratio 1, not checked. */
    public static Member of(String partition, String address, int port) {
        return new Member(partition, address, port, 1, 0, 0, true, false, Health.UNCHECKED, 1);
    }

    /** {@code 10.1.2.3:8000}, or with a dot before the port for IPv6: {@code fd00::12.8000}. */
    public String name() {
        return address + (address.indexOf(':') >= 0 ? "." : ":") + port;
    }

    /** {@code /partition/name}. */
    public String fullPath() {
        return "/" + partition + "/" + name();
    }

    /** The property {@code session} as it is read back. */
    public String session() {
        if (!enabled) {
            return "user-disabled";
        }
        return health == Health.UNCHECKED ? "user-enabled" : "monitor-enabled";
    }

    /** The property {@code state} as it is read back. */
    public String state() {
        if (forcedDown) {
            return "user-down";
        }
        return switch (health) {
            case UNCHECKED -> "unchecked";
            case CHECKING -> "checking";
            case UP -> "up";
            case DOWN -> "down";
        };
    }

    /** Whether it gets new traffic. */
    public boolean available() {
        return enabled && !forcedDown && (health == Health.UP || health == Health.UNCHECKED);
    }

    /** The same with another ratio. */
    public Member withRatio(int newRatio) {
        return new Member(
                partition,
                address,
                port,
                newRatio,
                connectionLimit,
                priorityGroup,
                enabled,
                forcedDown,
                health,
                generation);
    }

    /** The same with another connection limit; 0 for none. */
    public Member withConnectionLimit(int limit) {
        return new Member(
                partition, address, port, ratio, limit, priorityGroup, enabled, forcedDown, health, generation);
    }

    /** The same in another priority group. */
    public Member withPriorityGroup(int group) {
        return new Member(
                partition, address, port, ratio, connectionLimit, group, enabled, forcedDown, health, generation);
    }

    /** The same, let in or not by the administrator. */
    public Member withEnabled(boolean newEnabled) {
        return new Member(
                partition,
                address,
                port,
                ratio,
                connectionLimit,
                priorityGroup,
                newEnabled,
                forcedDown,
                health,
                generation);
    }

    /** The same, forced offline or not. */
    public Member withForcedDown(boolean newForcedDown) {
        return new Member(
                partition,
                address,
                port,
                ratio,
                connectionLimit,
                priorityGroup,
                enabled,
                newForcedDown,
                health,
                generation);
    }

    /** The same with another verdict of the monitor. */
    public Member withHealth(Health newHealth) {
        return new Member(
                partition,
                address,
                port,
                ratio,
                connectionLimit,
                priorityGroup,
                enabled,
                forcedDown,
                newHealth,
                generation);
    }

    Member withGeneration(long newGeneration) {
        return new Member(
                partition,
                address,
                port,
                ratio,
                connectionLimit,
                priorityGroup,
                enabled,
                forcedDown,
                health,
                newGeneration);
    }
}
