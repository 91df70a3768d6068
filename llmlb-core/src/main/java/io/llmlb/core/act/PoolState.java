package io.llmlb.core.act;

import io.llmlb.core.MemberId;
import io.llmlb.core.PoolName;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A pool as the device showed it at one moment. May have no members at all, as for a second while AS3 re-creates them.
 *
 * @param pool which pool
 * @param mode how the device balances it
 * @param modeName the device's own word for the mode, for people
 * @param members in the order of the device; no two have the same {@link PoolMember#id()}
 */
public record PoolState(PoolName pool, LoadBalancingMode mode, String modeName, List<PoolMember> members) {
    /** Copies the list. */
    public PoolState {
        members = List.copyOf(members);
    }

    /** The identities of all members, sorted. */
    public Set<MemberId> ids() {
        return members.stream().map(PoolMember::id).collect(Collectors.toCollection(TreeSet::new));
    }
}
