package io.llmlb.bigip;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmlb.core.FailureKind;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What AS3, the declarative interface that may be installed beside iControl REST, says of partitions. */
final class As3 {
    private static final String DECLARE = "/mgmt/shared/appsvcs/declare";
    private static final String COMMON = "Common";
    private static final Pattern CIS = Pattern.compile("^CIS\\b|\\bby CIS\\b");

    private final Line line;

    As3(Line line) {
        this.line = line;
    }

    Optional<Owner> owner(String path) {
        ResourcePath.require("an object", path);
        String tenant = path.substring(1, path.indexOf('/', 1));
        if (tenant.equals(COMMON) && !path.startsWith("/Common/Shared/")) {
            return Optional.empty();
        }
        return declaration().flatMap(adc -> {
            JsonNode declared = adc.path(tenant);
            // AS3 takes Common without its class.
            boolean isTenant =
                    declared.path("class").asText().equals("Tenant") || (tenant.equals(COMMON) && declared.isObject());
            return isTenant ? Optional.of(new Owner(tenant, cis(adc, declared))) : Optional.empty();
        });
    }

    private Optional<JsonNode> declaration() {
        ObjectNode answer;
        try {
            answer = line.get(DECLARE, "");
        } catch (BigIpException e) {
            int status = e.status().orElse(0);
            if (status == 204) {
                return Optional.empty();
            }
            if (status == 404 && e.kind() != FailureKind.INVALID) {
                // A device that restarts does not answer this either, and that failure is the caller's.
                SystemVersion.major(line);
                return Optional.empty();
            }
            throw e;
        }
        return Optional.of(Stream.of(answer, answer.path("declaration"))
                .filter(json -> json.path("class").asText().equals("ADC"))
                .findFirst()
                .orElseThrow(() -> BigIpException.of(
                        FailureKind.INVALID, line.base() + DECLARE, "the answer is no AS3 declaration", "")));
    }

    private static boolean cis(JsonNode adc, JsonNode tenant) {
        return Stream.of(
                        adc.path("controls").path("userAgent"),
                        adc.path("label"),
                        adc.path("remark"),
                        tenant.path("label"),
                        tenant.path("remark"))
                .anyMatch(text -> CIS.matcher(text.asText()).find());
    }
}
