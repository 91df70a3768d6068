package io.llmlb.sim.live.icontrol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmlb.sim.model.bigip.ManagementOptions;
import io.llmlb.sim.model.bigip.ManagementOptions.Quirk;
import io.llmlb.sim.model.bigip.Member;
import java.util.HashMap;
import java.util.Map;

/** What can be written to a pool member, and how it reads back. */
final class MemberProperties {
    private final Schema schema;

    MemberProperties(ManagementOptions options) {
        schema = new Schema()
                .checked("ratio", 1, (key, value) -> ratio(value, options))
                .number("connectionLimit", 0, 0, Integer.MAX_VALUE)
                .number("priorityGroup", 0, 0, 65_535)
                .number("dynamicRatio", 1, 1, 65_535)
                .words("session", "user-enabled", "user-enabled", "user-disabled")
                .words("state", "unchecked", "user-up", "user-down")
                .words("inheritProfile", "enabled", "enabled", "disabled")
                .words("logging", "disabled", "enabled", "disabled")
                .text("monitor", "default")
                .text("rateLimit", "disabled")
                .text("description", null)
                .anything("metadata")
                .ignoring("ephemeral", "fqdn");
    }

    /** The values that a body sets on a member that is there. */
    Map<String, Object> change(ObjectNode body) {
        if (body.has("address")) {
            throw Refusal.invalid("address may not be specified");
        }
        Map<String, Object> values = schema.parse(body);
        if (values.isEmpty()) {
            throw Refusal.nothingToDo();
        }
        return values;
    }

    /** The values of a member that is to be created; its address may be named. */
    Map<String, Object> creation(ObjectNode body, MemberName name) {
        JsonNode address = body.path("address");
        if (!address.isMissingNode() && !address.asText().equals(name.address())) {
            // Invented: a device takes a name of a node here.
            throw Refusal.invalid("this emulator's members are named by their address, but the name says "
                    + name.address() + " and the address " + Json.text(address));
        }
        return schema.parse(body.deepCopy().without("address"));
    }

    /** The member with those values; others as they were. */
    static Member apply(Member member, Map<String, Object> values) {
        Member changed = member;
        if (values.get("ratio") instanceof Integer ratio) {
            changed = changed.withRatio(ratio);
        }
        if (values.get("connectionLimit") instanceof Integer limit) {
            changed = changed.withConnectionLimit(limit);
        }
        if (values.get("priorityGroup") instanceof Integer group) {
            changed = changed.withPriorityGroup(group);
        }
        if (values.containsKey("session")) {
            changed = changed.withEnabled("user-enabled".equals(values.get("session")));
        }
        if (values.containsKey("state")) {
            changed = changed.withForcedDown("user-down".equals(values.get("state")));
        }
        return changed;
    }

    /** The member with nothing but its name and what the monitor found. */
    static Member reset(Member member) {
        return member.withRatio(1)
                .withConnectionLimit(0)
                .withPriorityGroup(0)
                .withEnabled(true)
                .withForcedDown(false);
    }

    /** The values that the member itself does not hold. */
    static Map<String, Object> settings(Map<String, Object> values) {
        Map<String, Object> rest = new HashMap<>(values);
        rest.keySet().removeAll(java.util.List.of("ratio", "connectionLimit", "priorityGroup", "session", "state"));
        return rest;
    }

    void show(ObjectNode json, Member member, Map<String, Object> settings) {
        Map<String, Object> values = new HashMap<>(settings);
        values.put("ratio", member.ratio());
        values.put("connectionLimit", member.connectionLimit());
        values.put("priorityGroup", member.priorityGroup());
        values.put("session", member.session());
        values.put("state", member.state());
        values.put("address", member.address());
        values.put("ephemeral", "false");
        values.put("fqdn", Map.of("autopopulate", "disabled"));
        schema.show(json, values);
    }

    private static Integer ratio(JsonNode value, ManagementOptions options) {
        if (value.isIntegralNumber() && value.canConvertToInt()) {
            int ratio = value.intValue();
            if (ratio == 0 && options.has(Quirk.RATIO_ZERO_TAKEN)) {
                return 1;
            }
            if (ratio >= 1 && ratio <= options.ratioMaximum()) {
                return ratio;
            }
        }
        // Invented: neither the device's text nor its true limit is known.
        throw Refusal.mcpd(
                400,
                "01070000:3: The ratio " + Json.text(value) + " is not an integer from 1 to " + options.ratioMaximum()
                        + ".",
                3);
    }
}
