package io.llmlb.sim.live.icontrol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmlb.sim.model.bigip.Device;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the part of an AS3 declaration that the emulator knows: in ADC (bare, or wrapped in AS3) the tenants, in those the
 * applications, in those what {@link DeclaredApplication} says. All else is passed over.
 */
final class Declaration {
    /** The one tenant that is there already; AS3 keeps to one application in it. */
    static final String COMMON = "Common";

    private static final String SHARED = "Shared";
    private static final String CLASS = "class";

    private Declaration() {}

    /**
     * The ADC declaration itself.
     *
     * @throws Refusal (422) when it is none
     */
    static ObjectNode adc(ObjectNode declaration) {
        ObjectNode adc = declaration.path(CLASS).asText().equals("AS3")
                        && declaration.path("declaration") instanceof ObjectNode inner
                ? inner
                : declaration;
        if (!adc.path(CLASS).asText().equals("ADC")) {
            throw invalid("a declaration is of the class ADC, or of the class AS3 and holds one");
        }
        return adc;
    }

    /** The tenants of an ADC by their names, Common first, for the others may refer to it. */
    static Map<String, ObjectNode> tenants(ObjectNode adc) {
        Map<String, ObjectNode> all = ofClass(adc, "Tenant");
        Map<String, ObjectNode> sorted = new LinkedHashMap<>();
        if (all.containsKey(COMMON)) {
            sorted.put(COMMON, all.get(COMMON));
        }
        sorted.putAll(all);
        return sorted;
    }

    /** An ADC without its tenants: its class, label, remark, controls and the like. */
    static ObjectNode head(ObjectNode adc) {
        ObjectNode head = adc.deepCopy();
        head.remove(tenants(adc).keySet());
        return head;
    }

    /** Whether a tenant has anything in it; AS3 removes one that has not. */
    static boolean isEmpty(JsonNode tenant) {
        return !(tenant instanceof ObjectNode object)
                || ofClass(object, "Application").isEmpty();
    }

    /** One tenant of an ADC, by its name. */
    static Tenant read(Device device, ObjectNode adc, String tenant) {
        List<DeclaredApplication> applications = new ArrayList<>();
        ofClass(tenants(adc).getOrDefault(tenant, adc.objectNode()), "Application")
                .forEach((name, application) -> {
                    if (tenant.equals(COMMON) && !name.equals(SHARED)) {
                        throw invalid("the tenant Common has the application Shared and no other, but this is " + name);
                    }
                    try {
                        applications.add(DeclaredApplication.read(device, tenant, name, application, adc));
                    } catch (IllegalArgumentException wrong) {
                        throw invalid(String.valueOf(wrong.getMessage()));
                    }
                });
        return new Tenant(
                tenant,
                applications.stream().flatMap(one -> one.pools.stream()).toList(),
                applications.stream().flatMap(one -> one.servers.stream()).toList(),
                applications.stream().flatMap(one -> one.groups.stream()).toList(),
                applications.stream().flatMap(one -> one.rules.stream()).toList(),
                applications.stream().flatMap(one -> one.profiles.stream()).toList());
    }

    /** AS3's own form of error; the words are the emulator's. */
    static Refusal invalid(String message) {
        return Refusal.rest(422, "declaration is invalid: " + message);
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
}
