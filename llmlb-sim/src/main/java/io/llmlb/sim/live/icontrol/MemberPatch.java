package io.llmlb.sim.live.icontrol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmlb.sim.model.bigip.Member;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** A checked PATCH of a pool member. */
record MemberPatch(OptionalInt ratio, Optional<Boolean> enabled, Optional<Boolean> forcedDown) {
    private static final Set<String> IGNORED =
            Set.of("kind", "name", "partition", "fullPath", "generation", "selfLink", "ephemeral", "fqdn");

    static MemberPatch parse(ObjectNode body) {
        OptionalInt ratio = OptionalInt.empty();
        Optional<Boolean> enabled = Optional.empty();
        Optional<Boolean> forcedDown = Optional.empty();
        boolean any = false;
        for (Map.Entry<String, JsonNode> property : body.properties()) {
            String key = property.getKey();
            if (IGNORED.contains(key)) {
                continue;
            }
            any = true;
            switch (key) {
                case "ratio" -> ratio = OptionalInt.of(ratio(property.getValue()));
                case "session" -> enabled = Optional.of(word(property, "user-enabled", "user-disabled"));
                case "state" -> forcedDown = Optional.of(!word(property, "user-up", "user-down"));
                case "address" -> throw Reply.invalid("address may not be specified");
                default -> throw Reply.invalid("this emulator does not write \"" + key + "\"");
            }
        }
        if (!any) {
            throw Reply.invalid("one or more properties must be specified");
        }
        return new MemberPatch(ratio, enabled, forcedDown);
    }

    Member apply(Member member) {
        Member changed = ratio.isPresent() ? member.withRatio(ratio.getAsInt()) : member;
        changed = changed.withEnabled(enabled.orElse(changed.enabled()));
        return changed.withForcedDown(forcedDown.orElse(changed.forcedDown()));
    }

    private static int ratio(JsonNode value) {
        if (!value.canConvertToInt()
                || !value.isIntegralNumber()
                || value.intValue() < 1
                || value.intValue() > Member.MAX_RATIO) {
            // Invented: neither the device's text nor its true limit is known.
            throw Reply.mcpd(
                    400,
                    "01070000:3: The ratio " + value + " is not an integer from 1 to " + Member.MAX_RATIO + ".",
                    3);
        }
        return value.intValue();
    }

    private static boolean word(Map.Entry<String, JsonNode> property, String yes, String no) {
        String value = property.getValue().asText();
        if (!value.equals(yes) && !value.equals(no)) {
            throw Reply.invalid("invalid property value \"" + property.getKey() + "\":\"" + value + "\"");
        }
        return value.equals(yes);
    }
}
