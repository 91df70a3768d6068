package io.llmlb.app.rules;

import io.llmlb.bigip.BigIp;
import io.llmlb.bigip.DataGroup;
import io.llmlb.bigip.VirtualServer;
import io.llmlb.rules.form.DeviceRecords;
import io.llmlb.rules.irule.InferenceBodyBasedRouting;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a BIG-IP holds.
 *
 * @param bigip where it is
 * @param group the data group that is meant, as the device answers it
 * @param config the data group with the iRule's options, likewise
 * @param irule the iRule's text
 * @param servers all virtual servers
 */
record Found(
        URI bigip,
        Optional<DataGroup> group,
        Optional<DataGroup> config,
        Optional<String> irule,
        List<VirtualServer> servers) {
    Found {
        servers = List.copyOf(servers);
    }

    /**
     * Reads it all.
     *
     * @throws RulesException when there is no such virtual server as is meant
     */
    static Found read(BigIp device, Wanted wanted) {
        Found found = new Found(
                device.url(),
                device.dataGroups().read(wanted.dataGroup()),
                device.dataGroups().read(InferenceBodyBasedRouting.CONFIG),
                device.irules().read(Wanted.IRULE),
                device.virtualServers().list());
        wanted.virtual().filter(path -> found.server(path).isEmpty()).ifPresent(path -> {
            throw new RulesException(
                    device.url() + path,
                    "there is no such virtual server, or this user cannot see it",
                    "Create it first; its full path is what tmsh list ltm virtual shows");
        });
        return found;
    }

    /** The rules that are there, escapes undone. */
    Map<String, String> records() {
        return plain(group);
    }

    /** The options that are there, escapes undone. */
    Map<String, String> options() {
        return plain(config);
    }

    Optional<VirtualServer> server(String path) {
        return servers.stream().filter(server -> server.path().equals(path)).findFirst();
    }

    /**
     * That nobody else has written the data group since.
     *
     * @param consequence what follows if somebody has
     * @throws RulesException when somebody has
     */
    void requireUnchanged(BigIp device, String path, String consequence) {
        requireUnchanged(device, path, group, consequence);
    }

    /**
     * That nobody else has written the options since.
     *
     * @throws RulesException when somebody has
     */
    void requireOptionsUnchanged(BigIp device) {
        requireUnchanged(device, InferenceBodyBasedRouting.CONFIG, config, "the options were not set");
    }

    private void requireUnchanged(BigIp device, String path, Optional<DataGroup> before, String consequence) {
        if (!device.dataGroups().read(path).equals(before)) {
            throw new RulesException(
                    bigip + path,
                    "the data group was changed meanwhile by someone else, so " + consequence,
                    "Look at the difference again, and push again");
        }
    }

    /** The records of a data group, escapes undone; none when it is not there. */
    static Map<String, String> plain(Optional<DataGroup> group) {
        return group.map(found ->
                        new DeviceRecords(found.path(), found.records()).rules().records())
                .orElse(Map.of());
    }
}
