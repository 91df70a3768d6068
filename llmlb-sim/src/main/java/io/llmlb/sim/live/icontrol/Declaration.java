package io.llmlb.sim.live.icontrol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmlb.core.PoolName;
import io.llmlb.sim.live.icontrol.Tenant.DeclaredPool;
import io.llmlb.sim.model.bigip.DataGroup;
import io.llmlb.sim.model.bigip.Device;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Rule;
import io.llmlb.sim.model.bigip.VirtualServer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads the part of an AS3 declaration that the emulator knows: in ADC (bare, or wrapped in AS3) the tenants, in those the
 * applications, in those Pool, every Service_*, Data_Group and iRule. Other classes are passed over.
 */
final class Declaration {
    private static final String CLASS = "class";

    private final Device device;
    private final String tenant;
    private final String folder;
    private final List<DeclaredPool> pools = new ArrayList<>();
    private final List<VirtualServer> servers = new ArrayList<>();
    private final List<DataGroup> groups = new ArrayList<>();
    private final List<Rule> rules = new ArrayList<>();

    private Declaration(Device device, String tenant, String folder) {
        this.device = device;
        this.tenant = tenant;
        this.folder = folder;
    }

    /**
     * Tenants by their names.
     *
     * @throws Refusal (422) when it is none
     */
    static Map<String, ObjectNode> tenants(ObjectNode declaration) {
        ObjectNode adc = declaration.path(CLASS).asText().equals("AS3")
                        && declaration.path("declaration") instanceof ObjectNode inner
                ? inner
                : declaration;
        if (!adc.path(CLASS).asText().equals("ADC")) {
            throw invalid("a declaration is of the class ADC, or of the class AS3 and holds one");
        }
        return ofClass(adc, "Tenant");
    }

    static Tenant read(Device device, String tenant, ObjectNode json) {
        List<DeclaredPool> pools = new ArrayList<>();
        List<VirtualServer> servers = new ArrayList<>();
        List<DataGroup> groups = new ArrayList<>();
        List<Rule> rules = new ArrayList<>();
        ofClass(json, "Application").forEach((name, application) -> {
            Declaration one = new Declaration(device, tenant, path("/" + tenant + "/" + name));
            try {
                one.application(application);
            } catch (IllegalArgumentException wrong) {
                throw invalid(String.valueOf(wrong.getMessage()));
            }
            pools.addAll(one.pools);
            servers.addAll(one.servers);
            groups.addAll(one.groups);
            rules.addAll(one.rules);
        });
        return new Tenant(tenant, pools, servers, groups, rules);
    }

    private void application(ObjectNode application) {
        for (Map.Entry<String, JsonNode> entry : application.properties()) {
            JsonNode json = entry.getValue();
            String type = json.path(CLASS).asText();
            String path = path(folder + "/" + entry.getKey());
            if (type.equals("Pool")) {
                pools.add(pool(path, json));
            } else if (type.startsWith("Service_")) {
                servers.add(server(path, json));
            } else if (type.equals("Data_Group")) {
                groups.add(group(path, json));
            } else if (type.equals("iRule")) {
                rules.add(new Rule(path, json.path("iRule").asText(), 1));
            }
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
        json.path("monitors").forEach(monitor -> monitors.add(reference(monitor, "/Common/" + monitor.asText())));
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
            throw invalid("a member's ratio is 0 to 100, but this is " + json.path("ratio"));
        }
        String state = json.path("adminState").asText("enable");
        if (!List.of("enable", "disable", "offline").contains(state)) {
            throw invalid(
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

    private VirtualServer server(String path, JsonNode json) {
        Map<String, String> profiles = new LinkedHashMap<>();
        profiles.put("/Common/tcp", "tcp");
        if (json.path(CLASS).asText().startsWith("Service_HTTP")) {
            String http = reference(json.path("profileHTTP"), "/Common/http");
            profiles.put(http, "http");
        }
        if (json.has("profileMultiplex")) {
            profiles.put(reference(json.path("profileMultiplex"), "/Common/oneconnect"), "one-connect");
        }
        if (json.has("profileJSON")) {
            profiles.put(reference(json.path("profileJSON"), "/Common/json"), "json");
        }
        List<String> names = new ArrayList<>();
        json.path("iRules").forEach(rule -> names.add(reference(rule, folder + "/" + rule.asText())));
        Optional<PoolName> pool = json.has("pool")
                ? Optional.of(new PoolName(reference(
                        json.path("pool"), folder + "/" + json.path("pool").asText())))
                : Optional.empty();
        JsonNode address = json.path("virtualAddresses").path(0);
        return new VirtualServer(
                path,
                address.isArray() ? address.path(0).asText() : address.asText("0.0.0.0"),
                json.path("virtualPort").asInt(80),
                pool,
                names,
                profiles,
                json.path("enable").asBoolean(true),
                1);
    }

    private static DataGroup group(String path, JsonNode json) {
        SortedMap<String, String> records = new TreeMap<>();
        json.path("records")
                .forEach(record -> records.put(
                        record.path("key").asText(), record.path("value").asText()));
        return new DataGroup(path, json.path("keyDataType").asText("string"), records, 1);
    }

    /** {@code {"bigip": path}}, {@code {"use": name}}, or what plain text means here. */
    private String reference(JsonNode json, String plain) {
        if (json.has("bigip")) {
            return path(json.path("bigip").asText());
        }
        if (json.has("use")) {
            String name = json.path("use").asText();
            return path(name.startsWith("/") ? name : folder + "/" + name);
        }
        return device.profiles().containsKey(json.asText())
                ? json.asText()
                : path(plain.startsWith("/") ? plain : folder);
    }

    private static Map<String, ObjectNode> ofClass(ObjectNode json, String type) {
        Map<String, ObjectNode> found = new LinkedHashMap<>();
        json.properties().forEach(entry -> {
            if (entry.getValue() instanceof ObjectNode object
                    && object.path(CLASS).asText().equals(type)) {
                found.put(entry.getKey(), object);
            }
        });
        return found;
    }

    private static String path(String text) {
        return FullPath.ofText(text).path();
    }

    /** AS3's own form of error; the words are the emulator's. */
    static Refusal invalid(String message) {
        return Refusal.rest(422, "declaration is invalid: " + message);
    }
}
