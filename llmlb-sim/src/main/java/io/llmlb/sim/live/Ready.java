package io.llmlb.sim.live;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How to reach a {@link Cluster}; what belongs to its BIG-IP is "" or empty when it has none.
 *
 * @param bigip the management URL, https
 * @param user the administrator
 * @param password the administrator's password
 * @param certSha256 SHA-256 of the management certificate, upper-case hexadecimal with colons
 * @param caFile a file with that certificate as PEM
 * @param pool full path of the first pool, or ""
 * @param model the model that the first server serves, or ""
 * @param virtualServer where clients of the first virtual server go, plain http, or ""
 * @param members {@code address:port} of each member of the first pool, in the pool's order
 * @param prometheusConfig a file that has a Prometheus scrape every server
 * @param servers {@code address:port} of each server by its name
 * @param virtualServers where clients go, by the full path of the virtual server
 */
public record Ready(
        String bigip,
        String user,
        String password,
        String certSha256,
        String caFile,
        String pool,
        String model,
        String virtualServer,
        List<String> members,
        String prometheusConfig,
        Map<String, String> servers,
        Map<String, String> virtualServers) {
    /** Copies lists and maps. */
    public Ready {
        members = List.copyOf(members);
        servers = Collections.unmodifiableMap(new LinkedHashMap<>(servers));
        virtualServers = Collections.unmodifiableMap(new LinkedHashMap<>(virtualServers));
    }

    /** Servers without a BIG-IP; what belongs to one is "" or empty. */
    static Ready servers(String model, String prometheusConfig, Map<String, String> servers) {
        return new Ready("", "", "", "", "", "", model, "", List.of(), prometheusConfig, servers, Map.of());
    }

    /**
     * One JSON object with the components as keys, on one line; the password is in it, on purpose. Without a BIG-IP
     * there are {@code model}, {@code prometheusConfig} and {@code servers} only.
     */
    public String json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        boolean device = !bigip.isEmpty();
        if (device) {
            json.put("bigip", bigip).put("user", user).put("password", password);
            json.put("certSha256", certSha256).put("caFile", caFile).put("pool", pool);
        }
        json.put("model", model);
        if (device) {
            json.put("virtualServer", virtualServer);
            members.forEach(json.putArray("members")::add);
        }
        json.put("prometheusConfig", prometheusConfig);
        servers.forEach(json.putObject("servers")::put);
        if (device) {
            virtualServers.forEach(json.putObject("virtualServers")::put);
        }
        return json.toString();
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "Ready[bigip=" + bigip + ", user=" + user + ", pool=" + pool + ", virtualServer=" + virtualServer
                + ", members=" + members + "]";
    }
}
