package io.llmlb.sim.live.icontrol;

import io.llmlb.sim.model.bigip.Device;
import io.llmlb.sim.model.bigip.VirtualServer;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The events that iRules wait for, and the profiles without which a virtual server raises none of them. */
final class RuleEvents {
    private static final Pattern EVENT = Pattern.compile("(?m)^\\s*when\\s+((HTTP|JSON)_[A-Z_]+)");

    private RuleEvents() {}

    /**
     * @throws Refusal when one of a virtual server's iRules has an event that none of its profiles raises
     */
    static void require(Device device, VirtualServer server) {
        unmet(device, server).ifPresent(message -> {
            throw Refusal.mcpd(400, message, 3);
        });
    }

    /** What a device says to such a virtual server. */
    static Optional<String> unmet(Device device, VirtualServer server) {
        return server.rules().stream()
                .map(device::rule)
                .flatMap(Optional::stream)
                .map(rule -> unmet(rule.fullPath(), rule.text(), server))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** The same for the text of one iRule. */
    static Optional<String> unmet(String rule, String text, VirtualServer server) {
        Matcher event = EVENT.matcher(text);
        while (event.find()) {
            boolean http = event.group(2).equals("HTTP");
            if (!server.hasProfile(http ? "http" : "json")) {
                // The sentence for HTTP is well known; the one for JSON is inferred from it.
                return Optional.of("01070394:3: " + event.group(1) + " event in rule (" + rule
                        + ") requires an associated " + (http ? "HTTP or FASTHTTP" : "JSON")
                        + " profile on the virtual-server (" + server.fullPath() + ").");
            }
        }
        return Optional.empty();
    }
}
