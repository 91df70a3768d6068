package io.llmlb.sim.live.icontrol;

import io.llmlb.core.PoolName;
import io.llmlb.sim.model.bigip.DataGroup;
import io.llmlb.sim.model.bigip.Device;
import io.llmlb.sim.model.bigip.JsonProfile;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import io.llmlb.sim.model.bigip.Rule;
import io.llmlb.sim.model.bigip.VirtualServer;
import java.util.List;
import java.util.Optional;

/** What AS3 is to make of one partition. Members' health and all generations mean nothing here. */
record Tenant(
        String name,
        List<DeclaredPool> pools,
        List<VirtualServer> virtualServers,
        List<DataGroup> dataGroups,
        List<Rule> rules,
        List<JsonProfile> jsonProfiles) {
    /** Nothing in a partition. */
    static Tenant empty(String name) {
        return new Tenant(name, List.of(), List.of(), List.of(), List.of(), List.of());
    }

    record DeclaredPool(
            PoolName name, String loadBalancingMode, int minActiveMembers, String monitor, List<Member> members) {}

    /** The partition as it is, but with every member as a declaration that says nothing of it has it: ratio 1, enabled. */
    static Tenant live(Device device, String name) {
        String prefix = prefix(name);
        List<DeclaredPool> pools = device.pools().stream()
                .filter(pool -> pool.name().path().startsWith(prefix))
                .map(pool -> declared(device, pool))
                .toList();
        return new Tenant(
                name,
                pools,
                device.virtualServers().stream()
                        .filter(server -> server.fullPath().startsWith(prefix))
                        .toList(),
                device.dataGroups().stream()
                        .filter(group -> group.fullPath().startsWith(prefix))
                        .toList(),
                device.rules().stream()
                        .filter(rule -> rule.fullPath().startsWith(prefix))
                        .toList(),
                device.profiles().keySet().stream()
                        .filter(path -> path.startsWith(prefix))
                        .map(device::jsonProfile)
                        .flatMap(Optional::stream)
                        .toList());
    }

    /** What the full paths of all that AS3 manages begin with: in Common, of which it owns a folder only, that folder. */
    static String prefix(String tenant) {
        return tenant.equals(Declaration.COMMON) ? "/Common/Shared/" : "/" + tenant + "/";
    }

    private static DeclaredPool declared(Device device, Pool pool) {
        return new DeclaredPool(
                pool.name(),
                pool.loadBalancingMode(),
                pool.minActiveMembers(),
                device.monitor(pool.name()),
                pool.members().stream().map(MemberProperties::reset).toList());
    }
}
