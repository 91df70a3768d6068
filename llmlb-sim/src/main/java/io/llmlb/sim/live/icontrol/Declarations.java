package io.llmlb.sim.live.icontrol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmlb.sim.model.bigip.Device;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** What AS3 remembers, and shows to those who ask: what was declared last outside of tenants, and each tenant. */
final class Declarations {
    /** Where the device keeps the former. */
    private static final String SETTINGS = "as3";

    private static final String HEAD = "head";

    private final Device device;

    Declarations(Device device) {
        this.device = device;
    }

    /** Remembers all of an ADC but its tenants. */
    void head(ObjectNode adc) {
        device.settings(SETTINGS, Map.of(HEAD, Declaration.head(adc).toString()));
    }

    /** All of it; 204 when there is nothing. */
    Reply all() {
        return show(device.tenants());
    }

    /** These tenants; the words for one that is not declared are AS3's own (src/lib/declarationHandler.js). */
    Reply of(List<String> tenants) {
        List<String> declared = device.tenants();
        if (declared.isEmpty()) {
            return show(declared);
        }
        List<String> unknown =
                tenants.stream().filter(tenant -> !declared.contains(tenant)).toList();
        if (!unknown.isEmpty()) {
            throw Refusal.rest(404, "specified Tenant(s) '" + String.join(",", unknown) + "' not found in declaration");
        }
        return show(tenants);
    }

    private Reply show(List<String> tenants) {
        if (tenants.isEmpty()) {
            return new Reply(204, "application/json; charset=UTF-8", "");
        }
        String head = String.valueOf(device.settings(SETTINGS).getOrDefault(HEAD, "{\"class\":\"ADC\"}"));
        ObjectNode json = Json.read(head.getBytes(StandardCharsets.UTF_8)).orElseGet(Json::object);
        for (String tenant : tenants) {
            device.declaration(tenant)
                    .flatMap(text -> Json.read(text.getBytes(StandardCharsets.UTF_8)))
                    .ifPresent(one -> json.set(tenant, one));
        }
        return Reply.ok(json);
    }
}
