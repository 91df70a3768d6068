package io.llmlb.sim.live.icontrol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmlb.core.PoolName;
import io.llmlb.sim.live.icontrol.Tenant.DeclaredPool;
import io.llmlb.sim.model.bigip.DataGroup;
import io.llmlb.sim.model.bigip.Device;
import io.llmlb.sim.model.bigip.JsonProfile;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Rule;
import io.llmlb.sim.model.bigip.VirtualServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** One application of a declaration: its Pool, Service_*, Data_Group, iRule and JSON_Profile objects. */
final class DeclaredApplication {
    /** AS3's schema (3.56) allows nothing beyond these; of 0, which it allows, nobody says what it means. */
    private static final Map<String, Integer> LARGEST =
            Map.of("maximumBytes", 10_485_760, "maximumEntries", 2048, "maximumNonJsonBytes", 32_768);

    private static final Set<String> OTHER_PROFILE_KEYS = Set.of("class", "label", "remark", "parentProfile");

    final List<DeclaredPool> pools = new ArrayList<>();
    final List<VirtualServer> servers = new ArrayList<>();
    final List<DataGroup> groups = new ArrayList<>();
    final List<Rule> rules = new ArrayList<>();
    final List<JsonProfile> profiles = new ArrayList<>();

    private final String tenant;
    private final Pointers pointers;

    private DeclaredApplication(String tenant, Pointers pointers) {
        this.tenant = tenant;
        this.pointers = pointers;
    }

    /**
     * Reads it.
     *
     * @param adc the whole declaration, in which pointers are followed
     * @throws Refusal (422) when AS3 would refuse it
     */
    static DeclaredApplication read(Device device, String tenant, String name, ObjectNode json, ObjectNode adc) {
        String folder = FullPath.ofText("/" + tenant + "/" + name).path();
        Pointers pointers = new Pointers(device, folder, adc);
        DeclaredApplication application = new DeclaredApplication(tenant, pointers);
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            application.object(FullPath.ofText(folder + "/" + entry.getKey()).path(), entry.getValue());
        }
        return application;
    }

    private void object(String path, JsonNode json) {
        String type = json.path("class").asText();
        if (type.startsWith("Service_")) {
            servers.add(DeclaredService.read(pointers, path, json));
            return;
        }
        switch (type) {
            case "Pool" -> pools.add(pool(path, json));
            case "Data_Group" -> groups.add(group(path, json));
            case "iRule" -> rules.add(new Rule(path, text(path, json.path("iRule")), 1));
            case "JSON_Profile" -> profiles.add(profile(path, json));
            default -> {}
        }
    }

    private DeclaredPool pool(String path, JsonNode json) {
        Map<String, Member> members = new LinkedHashMap<>();
        for (JsonNode entry : json.path("members")) {
            for (JsonNode address : entry.path("serverAddresses")) {
                Member member = member(entry, address.asText());
                members.put(member.fullPath(), member);
            }
        }
        List<String> monitors = new ArrayList<>();
        json.path("monitors").forEach(monitor -> monitors.add(pointers.monitor(monitor)));
        return new DeclaredPool(
                new PoolName(path),
                json.path("loadBalancingMode").asText("round-robin"),
                json.path("minimumMembersActive").asInt(1),
                String.join(" and ", monitors),
                List.copyOf(members.values()));
    }

    /** A ratio of 0, which AS3's schema allows, is 1 here, and a connection limit of -1 is 0. */
    private Member member(JsonNode json, String address) {
        int ratio = json.path("ratio").asInt(1);
        if (ratio < 0 || ratio > 100) {
            throw Declaration.invalid("a member's ratio is 0 to 100, but this is " + json.path("ratio"));
        }
        String state = json.path("adminState").asText("enable");
        if (!List.of("enable", "disable", "offline").contains(state)) {
            throw Declaration.invalid(
                    "a member's adminState is enable, disable or offline, but this is " + json.path("adminState"));
        }
        String partition = json.path("shareNodes").asBoolean() ? "Common" : tenant;
        FullPath path = FullPath.ofText("/" + partition + "/" + address + (address.indexOf(':') >= 0 ? "." : ":")
                + json.path("servicePort").asInt());
        MemberName name = MemberName.parse(path);
        return Member.of(name.partition(), name.address(), name.port())
                .withRatio(Math.max(1, ratio))
                .withPriorityGroup(json.path("priorityGroup").asInt())
                .withConnectionLimit(Math.max(0, json.path("connectionLimit").asInt()))
                .withEnabled(state.equals("enable"))
                .withForcedDown(state.equals("offline"));
    }

    private static DataGroup group(String path, JsonNode json) {
        String type = json.path("keyDataType").asText();
        if (!List.of("string", "ip", "integer").contains(type)) {
            throw Declaration.invalid(path + "/keyDataType is string, ip or integer");
        }
        SortedMap<String, String> records = new TreeMap<>();
        json.path("records")
                .forEach(record -> records.put(
                        record.path("key").asText(), record.path("value").asText()));
        return new DataGroup(path, type, records, 1);
    }

    /** Plain, or an object that holds it as text or base64; elsewhere this emulator does not look. */
    private static String text(String path, JsonNode json) {
        if (json.isTextual()) {
            return json.textValue();
        }
        if (json.path("text").isTextual()) {
            return json.path("text").textValue();
        }
        if (json.path("base64").isTextual()) {
            return new String(Base64.getDecoder().decode(json.path("base64").textValue()), StandardCharsets.UTF_8);
        }
        throw Declaration.invalid(path + "/iRule is a text, or an object with text or base64");
    }

    private static JsonProfile profile(String path, JsonNode json) {
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            String key = entry.getKey();
            int largest = LARGEST.getOrDefault(key, 0);
            if (largest == 0 && !OTHER_PROFILE_KEYS.contains(key)) {
                throw Declaration.invalid(path + ": a JSON_Profile has no property " + key);
            }
            JsonNode value = entry.getValue();
            boolean fits = value.isInt() && value.intValue() >= 1 && value.intValue() <= largest;
            if (largest > 0 && !fits) {
                throw Declaration.invalid(path + "/" + key + " is 1 to " + largest + ", but this is " + value);
            }
        }
        return new JsonProfile(
                path,
                json.path("maximumBytes").asInt(JsonProfile.DEFAULT.maximumBytes()),
                json.path("maximumEntries").asInt(JsonProfile.DEFAULT.maximumEntries()));
    }
}
