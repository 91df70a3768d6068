package io.llmlb.sim.live.icontrol;

import io.llmlb.sim.model.bigip.Device;
import io.llmlb.sim.model.bigip.ManagementOptions.Quirk;
import io.llmlb.sim.model.bigip.Rule;
import io.llmlb.sim.model.bigip.VirtualServer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
    private final List<PoolChange> pools;
    /** The defect: drift in another pool, and none in these, makes AS3 pass over their new members. */
    private final List<PoolChange> delayed;

    TenantChange(Device device, Addresses addresses, Tenant tenant) {
        this.device = device;
        this.addresses = addresses;
        this.tenant = tenant;
        this.prefix = Tenant.prefix(tenant.name());
        this.pools = tenant.pools().stream()
                .map(pool -> new PoolChange(device, pool))
                .toList();
        this.delayed = device.options().has(Quirk.AS3_DRIFT_DELAYS_NEW_MEMBERS)
                        && pools.stream().anyMatch(pool -> !pool.drifted().isEmpty())
                ? pools.stream().filter(pool -> pool.drifted().isEmpty()).toList()
                : List.of();
    }

    /** Whether everything is as declared. */
    boolean isNone() {
        return pools.stream().allMatch(PoolChange::isNone)
                && tenant.virtualServers().stream().allMatch(this::asDeclared)
                && tenant.dataGroups().stream()
                        .allMatch(group -> device.dataGroup(group.fullPath())
                                .filter(live -> live.records().equals(group.records()))
                                .isPresent())
                && tenant.rules().stream()
                        .allMatch(rule -> device.rule(rule.fullPath())
                                .filter(live -> live.text().equals(rule.text()))
                                .isPresent())
                && tenant.jsonProfiles().stream()
                        .allMatch(profile -> device.jsonProfile(profile.fullPath())
                                .filter(profile::equals)
                                .isPresent())
                && undeclared().isEmpty();
    }

    /** What the device would refuse of it, in the device's words. */
    Optional<String> refusal() {
        return tenant.virtualServers().stream()
                .flatMap(server -> server.rules().stream().map(path -> unmet(path, server)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<String> unmet(String path, VirtualServer server) {
        String text = tenant.rules().stream()
                .filter(rule -> rule.fullPath().equals(path))
                .findFirst()
                .or(() -> device.rule(path))
                .map(Rule::text)
                .orElse("");
        return RuleEvents.unmet(path, text, server);
    }

    /** The first step. */
    void deleteDrifted() {
        pools.forEach(PoolChange::deleteDrifted);
    }

    /** The second step. */
    void write() {
        device.folder("/" + tenant.name());
        pools.forEach(pool -> pool.write(delayed.contains(pool)));
        tenant.rules().forEach(device::put);
        tenant.dataGroups().forEach(device::put);
        tenant.jsonProfiles().forEach(device::put);
        tenant.virtualServers().forEach(this::write);
        undeclared().forEach(this::remove);
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
        device.removeProfile(path);
        if (device.removeVirtualServer(path)) {
            addresses.closed(path);
        }
    }

    private boolean asDeclared(VirtualServer declared) {
        return device.virtualServer(declared.fullPath())
                .filter(live -> live.withGeneration(declared.generation()).equals(declared))
                .isPresent();
    }

    /** Pools, virtual servers, data groups, iRules and profiles of the partition that nobody declares. */
    private List<String> undeclared() {
        Set<String> declared = new HashSet<>();
        tenant.pools().forEach(pool -> declared.add(pool.name().path()));
        tenant.virtualServers().forEach(server -> declared.add(server.fullPath()));
        tenant.dataGroups().forEach(group -> declared.add(group.fullPath()));
        tenant.rules().forEach(rule -> declared.add(rule.fullPath()));
        tenant.jsonProfiles().forEach(profile -> declared.add(profile.fullPath()));
        Set<String> live = new HashSet<>(device.profiles().keySet());
        device.pools().forEach(pool -> live.add(pool.name().path()));
        device.virtualServers().forEach(server -> live.add(server.fullPath()));
        device.dataGroups().forEach(group -> live.add(group.fullPath()));
        device.rules().forEach(rule -> live.add(rule.fullPath()));
        return live.stream()
                .filter(path -> path.startsWith(prefix) && !declared.contains(path))
                .sorted()
                .toList();
    }
}
