package io.llmlb.sim.live;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * How to reach a {@link Cluster}.
 *
 * @param bigip the management URL, https
 * @param user the administrator
 * @param password the administrator's password
 * @param certSha256 SHA-256 of the management certificate, upper-case hexadecimal with colons
 * @param caFile a file with that certificate as PEM
 * @param pool full path of the pool
 * @param model the model the servers serve
 * @param virtualServer where clients go, plain http
 * @param members {@code address:port} of each server, as the BIG-IP names its member
 * @param prometheusConfig a file that has a Prometheus scrape every server
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
        String prometheusConfig) {
    /** Copies the list. */
    public Ready {
        members = List.copyOf(members);
    }

    /** One JSON object with the components as keys, on one line; the password is in it, on purpose. */
    public String json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("bigip", bigip).put("user", user).put("password", password);
        json.put("certSha256", certSha256).put("caFile", caFile);
        json.put("pool", pool).put("model", model).put("virtualServer", virtualServer);
        members.forEach(json.putArray("members")::add);
        return json.put("prometheusConfig", prometheusConfig).toString();
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "Ready[bigip=" + bigip + ", user=" + user + ", pool=" + pool + ", virtualServer=" + virtualServer
                + ", members=" + members + "]";
    }
}
