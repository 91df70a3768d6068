package io.llmlb.sim.live.icontrol;

import io.llmlb.sim.live.icontrol.Tenant.DeclaredPool;
import io.llmlb.sim.model.bigip.Device;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** How AS3 brings one pool to what is declared: members that differ go first, later the whole list is written. */
record PoolChange(Device device, DeclaredPool declared) {
    /** Full paths of the members that are there and not as declared. */
    List<String> drifted() {
        return live().stream()
                .flatMap(pool -> declared.members().stream()
                        .filter(member -> pool.member(member.fullPath()).isPresent() && differs(pool, member))
                        .map(Member::fullPath))
                .toList();
    }

    boolean isNone() {
        return live().filter(pool -> pool.loadBalancingMode().equals(declared.loadBalancingMode())
                        && pool.minActiveMembers() == declared.minActiveMembers()
                        && device.monitor(pool.name()).equals(declared.monitor())
                        && paths(pool.members()).equals(paths(declared.members()))
                        && declared.members().stream().noneMatch(member -> differs(pool, member)))
                .isPresent();
    }

    /** The first step. */
    void deleteDrifted() {
        drifted().forEach(path -> live().ifPresent(pool -> pool.remove(path)));
    }

    /**
     * The second step.
     *
     * @param passOver whether members that are new in a pool that is not are left out
     */
    void write(boolean passOver) {
        Optional<Pool> there = live();
        Pool pool = there.orElseGet(
                () -> new Pool(declared.name(), declared.loadBalancingMode(), List.of(), device.dataPlane()));
        if (there.isEmpty()) {
            device.add(pool);
        }
        if (!pool.loadBalancingMode().equals(declared.loadBalancingMode())) {
            pool.loadBalancingMode(declared.loadBalancingMode());
        }
        if (pool.minActiveMembers() != declared.minActiveMembers()) {
            pool.minActiveMembers(declared.minActiveMembers());
        }
        String before = device.monitor(declared.name());
        device.monitor(declared.name(), declared.monitor());
        Pools.recheck(device, pool, before);
        Set<String> wanted = new HashSet<>();
        for (Member member : declared.members()) {
            wanted.add(member.fullPath());
            if (pool.member(member.fullPath()).isPresent()) {
                if (differs(pool, member)) {
                    pool.configure(member.fullPath(), now -> with(now, member));
                }
            } else if (there.isEmpty() || !passOver) {
                pool.add(member.withHealth(
                        declared.monitor().isEmpty() ? Member.Health.UNCHECKED : Member.Health.CHECKING));
            }
        }
        pool.members().stream()
                .map(Member::fullPath)
                .filter(path -> !wanted.contains(path))
                .toList()
                .forEach(pool::remove);
    }

    private static boolean differs(Pool pool, Member declared) {
        return pool.member(declared.fullPath())
                .filter(live -> !with(live, declared).equals(live))
                .isPresent();
    }

    /** What a monitor found and the generation are the live member's. */
    private static Member with(Member live, Member declared) {
        return live.withRatio(declared.ratio())
                .withConnectionLimit(declared.connectionLimit())
                .withPriorityGroup(declared.priorityGroup())
                .withEnabled(declared.enabled())
                .withForcedDown(declared.forcedDown());
    }

    private static Set<String> paths(List<Member> members) {
        return members.stream().map(Member::fullPath).collect(Collectors.toSet());
    }

    private Optional<Pool> live() {
        return device.pool(declared.name().path());
    }
}
