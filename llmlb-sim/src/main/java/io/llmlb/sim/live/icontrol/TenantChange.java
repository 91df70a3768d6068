package io.llmlb.sim.live.icontrol;

import io.llmlb.sim.live.icontrol.Tenant.DeclaredPool;
import io.llmlb.sim.model.bigip.Device;
import io.llmlb.sim.model.bigip.ManagementOptions.Quirk;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import io.llmlb.sim.model.bigip.VirtualServer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How AS3 brings a partition to what is declared. Members whose ratio, state, priority or limit differ are deleted first;
 * later each pool's whole list is written, the virtual servers are made as declared (whatever was attached by hand goes),
 * and what nobody declares is removed. Members as declared stay as they are.
 */
final class TenantChange {
    private final Device device;
    private final Addresses addresses;
    private final Tenant tenant;
    private final String prefix;
    private final Set<String> driftedPools;

    TenantChange(Device device, Addresses addresses, Tenant tenant) {
        this.device = device;
        this.addresses = addresses;
        this.tenant = tenant;
        this.prefix = "/" + tenant.name() + "/";
        this.driftedPools = tenant.pools().stream()
                .filter(pool -> !drifted(pool).isEmpty())
                .map(pool -> pool.name().path())
                .collect(Collectors.toSet());
    }

    /** Whether everything is as declared. */
    boolean isNone() {
        return tenant.pools().stream().allMatch(this::asDeclared)
                && tenant.virtualServers().stream().allMatch(this::asDeclared)
                && tenant.dataGroups().stream()
                        .allMatch(group -> device.dataGroup(group.fullPath())
                                .filter(live -> live.records().equals(group.records()))
                                .isPresent())
                && tenant.rules().stream()
                        .allMatch(rule -> device.rule(rule.fullPath())
                                .filter(live -> live.text().equals(rule.text()))
                                .isPresent())
                && undeclared().isEmpty();
    }

    /** The first step. */
    void deleteDrifted() {
        for (DeclaredPool pool : tenant.pools()) {
            drifted(pool).forEach(path -> live(pool).ifPresent(found -> found.remove(path)));
        }
    }

    /** The second step. */
    void write() {
        device.folder("/" + tenant.name());
        tenant.pools().forEach(this::write);
        tenant.rules().forEach(device::put);
        tenant.dataGroups().forEach(device::put);
        tenant.virtualServers().forEach(this::write);
        undeclared().forEach(this::remove);
    }

    private void write(DeclaredPool declared) {
        Optional<Pool> there = live(declared);
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
            } else if (there.isEmpty() || !delaysNewMembers(declared)) {
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

    /** The defect: drift in another pool, and none in this one, makes AS3 pass over this one's new members. */
    private boolean delaysNewMembers(DeclaredPool pool) {
        return device.options().has(Quirk.AS3_DRIFT_DELAYS_NEW_MEMBERS)
                && !driftedPools.isEmpty()
                && !driftedPools.contains(pool.name().path());
    }

    private void write(VirtualServer declared) {
        boolean fresh = device.virtualServer(declared.fullPath()).isEmpty();
        if (!asDeclared(declared)) {
            device.put(declared.withGeneration(device.nextGeneration()));
        }
        if (fresh) {
            addresses.opened(declared.fullPath(), declared.port());
        }
    }

    private void remove(String path) {
        device.pool(path).ifPresent(pool -> Pools.remove(device, pool));
        device.removeDataGroup(path);
        device.removeRule(path);
        if (device.removeVirtualServer(path)) {
            addresses.closed(path);
        }
    }

    private List<String> drifted(DeclaredPool declared) {
        return live(declared).stream()
                .flatMap(pool -> declared.members().stream()
                        .filter(member -> pool.member(member.fullPath()).isPresent() && differs(pool, member))
                        .map(Member::fullPath))
                .toList();
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

    private boolean asDeclared(DeclaredPool declared) {
        return live(declared)
                .filter(pool -> pool.loadBalancingMode().equals(declared.loadBalancingMode())
                        && pool.minActiveMembers() == declared.minActiveMembers()
                        && device.monitor(pool.name()).equals(declared.monitor())
                        && paths(pool.members()).equals(paths(declared.members()))
                        && declared.members().stream().noneMatch(member -> differs(pool, member)))
                .isPresent();
    }

    private boolean asDeclared(VirtualServer declared) {
        return device.virtualServer(declared.fullPath())
                .filter(live -> live.withGeneration(declared.generation()).equals(declared))
                .isPresent();
    }

    private static Set<String> paths(List<Member> members) {
        return members.stream().map(Member::fullPath).collect(Collectors.toSet());
    }

    /** Pools, virtual servers, data groups and iRules of the partition that nobody declares. */
    private List<String> undeclared() {
        Set<String> declared = new HashSet<>();
        tenant.pools().forEach(pool -> declared.add(pool.name().path()));
        tenant.virtualServers().forEach(server -> declared.add(server.fullPath()));
        tenant.dataGroups().forEach(group -> declared.add(group.fullPath()));
        tenant.rules().forEach(rule -> declared.add(rule.fullPath()));
        Set<String> live = new HashSet<>();
        device.pools().forEach(pool -> live.add(pool.name().path()));
        device.virtualServers().forEach(server -> live.add(server.fullPath()));
        device.dataGroups().forEach(group -> live.add(group.fullPath()));
        device.rules().forEach(rule -> live.add(rule.fullPath()));
        return live.stream()
                .filter(path -> path.startsWith(prefix) && !declared.contains(path))
                .sorted()
                .toList();
    }

    private Optional<Pool> live(DeclaredPool pool) {
        return device.pool(pool.name().path());
    }
}
