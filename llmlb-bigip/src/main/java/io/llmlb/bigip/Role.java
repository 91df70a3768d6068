package io.llmlb.bigip;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmlb.core.FailureKind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a unit of a pair says of itself.
 *
 * @param unit its own name, such as {@code /Common/bigip1.example.com}; empty when it did not say
 * @param state its {@code failoverState}: {@code active}, {@code standby}, {@code offline} and others; empty likewise
 * @param failure why it did not say, or null
 */
record Role(String unit, String state, @Nullable BigIpException failure) {
    /** Lists all units of the device group; the one that is asked bears the mark {@code selfDevice}. */
    static final String PATH = "/mgmt/tm/cm/device";

    private static final String KEYS = "?$select=name,fullPath,failoverState,selfDevice";

    /** Asks a unit; what goes wrong is part of the answer. */
    static Role of(Session session, Duration limit) {
        try {
            return read(session.get(PATH, KEYS, limit), session.base() + PATH);
        } catch (BigIpException e) {
            return new Role("", "", e);
        }
    }

    private static Role read(ObjectNode answer, String place) {
        for (JsonNode unit : answer.path("items")) {
            String state = unit.path("failoverState").asText();
            if (unit.path("selfDevice").asText().equals("true") && !state.isEmpty()) {
                String name = unit.path("fullPath").asText();
                return new Role(name.isEmpty() ? unit.path("name").asText() : name, state, null);
            }
        }
        throw BigIpException.of(FailureKind.INVALID, place, "the answer does not tell whether this unit is active", "");
    }

    boolean active() {
        return state.equals("active");
    }

    /** {@code says standby}, or why it says nothing. */
    String words() {
        return failure == null ? "says " + Call.line(state) : "does not say (" + failure.getMessage() + ")";
    }
}
