package io.llmlb.sim.model.bigip;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes one device's configuration the same as another's. Pools are changed in place, so that traffic goes on; what a
 * monitor found stays each unit's own.
 */
final class Synchronisation {
    private Synchronisation() {}

    static void copy(Device from, Device to) {
        from.folders().forEach(to::folder);
        Set<String> wanted =
                from.pools().stream().map(pool -> pool.name().path()).collect(Collectors.toSet());
        to.pools().stream().filter(pool -> !wanted.contains(pool.name().path())).forEach(pool -> {
            pool.members().forEach(member -> pool.remove(member.fullPath()));
            to.remove(pool.name());
        });
        for (Pool pool : from.pools()) {
            if (to.pool(pool.name().path()).isEmpty()) {
                to.add(new Pool(pool.name(), pool.loadBalancingMode(), List.of(), pool.options()));
            }
            to.pool(pool.name().path()).ifPresent(other -> copy(pool, other));
        }
        to.replaceObjects(from);
    }

    private static void copy(Pool from, Pool to) {
        if (!to.loadBalancingMode().equals(from.loadBalancingMode())) {
            to.loadBalancingMode(from.loadBalancingMode());
        }
        if (to.minActiveMembers() != from.minActiveMembers()) {
            to.minActiveMembers(from.minActiveMembers());
        }
        Set<String> wanted = new HashSet<>();
        for (Member member : from.members()) {
            wanted.add(member.fullPath());
            if (to.member(member.fullPath()).isEmpty()) {
                to.add(member);
            } else {
                to.configure(member.fullPath(), old -> member.withHealth(old.health()));
            }
        }
        to.members().stream()
                .map(Member::fullPath)
                .filter(path -> !wanted.contains(path))
                .toList()
                .forEach(to::remove);
    }
}
