package io.llmlb.sim.live.icontrol;

import io.llmlb.sim.model.bigip.Pool;
import java.util.HashMap;
import java.util.Map;

/** What can be written to a pool. */
final class PoolProperties {
    private static final String[] MODES = {
        "dynamic-ratio-member",
        "dynamic-ratio-node",
        "fastest-app-response",
        "fastest-node",
        "least-connections-member",
        "least-connections-node",
        "least-sessions",
        "observed-member",
        "observed-node",
        "predictive-member",
        "predictive-node",
        "ratio-least-connections-member",
        "ratio-least-connections-node",
        "ratio-member",
        "ratio-node",
        "ratio-session",
        "round-robin",
        "weighted-least-connections-member",
        "weighted-least-connections-node"
    };

    static final Schema SCHEMA = new Schema()
            .words("allowNat", "yes", "yes", "no")
            .words("allowSnat", "yes", "yes", "no")
            .text("description", null)
            .words("ignorePersistedWeight", "disabled", "enabled", "disabled")
            .text("ipTosToClient", "pass-through")
            .text("ipTosToServer", "pass-through")
            .text("linkQosToClient", "pass-through")
            .text("linkQosToServer", "pass-through")
            .words("loadBalancingMode", "round-robin", MODES)
            .anything("metadata")
            .number("minActiveMembers", 0, 0, 65_535)
            .number("minUpMembers", 0, 0, 65_535)
            .words("minUpMembersAction", "failover", "failover", "reboot", "restart-all")
            .words("minUpMembersChecking", "disabled", "enabled", "disabled")
            .text("monitor", null)
            .number("queueDepthLimit", 0, 0, Integer.MAX_VALUE)
            .words("queueOnConnectionLimit", "disabled", "enabled", "disabled")
            .number("queueTimeLimit", 0, 0, Integer.MAX_VALUE)
            .number("reselectTries", 0, 0, 65_535)
            .words("serviceDownAction", "none", "none", "reselect", "reset", "drop")
            .number("slowRampTime", 10, 0, 900)
            .ignoring("membersReference");

    private PoolProperties() {}

    /** Writes what a pool itself holds. */
    static void apply(Pool pool, Map<String, Object> values) {
        if (values.get("loadBalancingMode") instanceof String mode) {
            pool.loadBalancingMode(mode);
        }
        if (values.get("minActiveMembers") instanceof Integer count) {
            pool.minActiveMembers(count);
        }
    }

    /** All values: what the pool holds, and what is kept beside it. */
    static Map<String, Object> values(Pool pool, Map<String, Object> settings) {
        Map<String, Object> values = new HashMap<>(settings);
        values.put("loadBalancingMode", pool.loadBalancingMode());
        values.put("minActiveMembers", pool.minActiveMembers());
        return values;
    }
}
