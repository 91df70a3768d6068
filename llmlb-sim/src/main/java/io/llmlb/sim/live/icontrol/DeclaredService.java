package io.llmlb.sim.live.icontrol;

import com.fasterxml.jackson.databind.JsonNode;
import io.llmlb.core.PoolName;
import io.llmlb.sim.model.bigip.VirtualServer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A Service_* object of a declaration: a virtual server. TLS and persistence are not looked at. */
final class DeclaredService {
    private DeclaredService() {}

    static VirtualServer read(Pointers pointers, String path, JsonNode json) {
        boolean http = json.path("class").asText().startsWith("Service_HTTP");
        Map<String, String> profiles = new LinkedHashMap<>();
        profiles.put("/Common/tcp", "tcp");
        if (http) {
            profiles.put(pointers.profile(json.path("profileHTTP"), "/Common/http", path + "/profileHTTP"), "http");
        }
        if (json.has("profileMultiplex")) {
            String at = path + "/profileMultiplex";
            profiles.put(pointers.profile(json.path("profileMultiplex"), "/Common/oneconnect", at), "one-connect");
        }
        if (json.has("profileJSON")) {
            if (!json.path("profileJSON").isObject()) {
                throw Declaration.invalid(path + "/profileJSON is an object with use or bigip");
            }
            profiles.put(pointers.jsonProfile(json.path("profileJSON"), path + "/profileJSON"), "json");
        }
        List<String> rules = new ArrayList<>();
        json.path("iRules").forEach(rule -> rules.add(pointers.rule(rule, path + "/iRules")));
        Optional<PoolName> pool = json.has("pool")
                ? Optional.of(new PoolName(pointers.pool(json.path("pool"), path + "/pool")))
                : Optional.empty();
        JsonNode address = json.path("virtualAddresses").path(0);
        boolean https = json.path("class").asText().equals("Service_HTTPS");
        return new VirtualServer(
                path,
                address.isArray() ? address.path(0).asText() : address.asText("0.0.0.0"),
                json.path("virtualPort").asInt(https ? 443 : 80),
                pool,
                rules,
                profiles,
                json.path("enable").asBoolean(true),
                1);
    }
}
