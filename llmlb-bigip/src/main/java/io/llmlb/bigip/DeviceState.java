package io.llmlb.bigip;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * A unit as it tells of itself just now. What it does not tell, or this user may not ask, is empty. Immutable.
 *
 * @param url where it is
 * @param unit its own name, such as {@code /Common/bigip1.example.com}
 * @param failoverState {@code active}, {@code standby}, {@code offline} and others
 * @param peers names of the other units that it knows
 * @param version of its software, such as {@code 21.0.0}
 * @param syncStatus such as {@code In Sync}, {@code Changes Pending}, {@code Standalone}
 * @param autoSync whether each device group that fails over together synchronises by itself, by the group's full path
 * @param clockAhead how far its clock is ahead of this one's at least, negative when behind, to the millisecond: by the
 *     time that its login token bears, which published answers show in microseconds since 1970, and which must lie
 *     between the sending of the login and the answer
 */
public record DeviceState(
        URI url,
        String unit,
        String failoverState,
        List<String> peers,
        String version,
        String syncStatus,
        Map<String, Boolean> autoSync,
        Optional<Duration> clockAhead) {
    /** Copies list and map. */
    public DeviceState {
        peers = List.copyOf(peers);
        autoSync = Map.copyOf(new TreeMap<>(autoSync));
    }

    /** Whether it takes traffic. */
    public boolean active() {
        return failoverState.equals(Role.ACTIVE);
    }

    /** The first number of its version. */
    public OptionalInt majorVersion() {
        return SystemVersion.major(version);
    }
}
