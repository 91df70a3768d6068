package io.llmlb.bigip;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmlb.core.FailureKind;
import java.time.Duration;
import java.util.Optional;
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

    static final String ACTIVE = "active";

    static final String KEYS = "?$select=name,fullPath,failoverState,selfDevice";

    /** Asks a unit; what goes wrong is part of the answer. */
    static Role of(Session session, Duration limit) {
        try {
            return read(session.get(PATH, KEYS, limit), session.base() + PATH);
        } catch (BigIpException e) {
            return new Role("", "", e);
        }
    }

    private static Role read(ObjectNode answer, String place) {
        String what = "the answer does not tell whether this unit is active";
        return self(answer.path("items")).orElseThrow(() -> BigIpException.of(FailureKind.INVALID, place, what, ""));
    }

    /** What the unit that was asked says among all units; empty when it says nothing. */
    static Optional<Role> self(JsonNode units) {
        for (JsonNode unit : units) {
            String state = unit.path("failoverState").asText();
            if (unit.path("selfDevice").asText().equals("true") && !state.isEmpty()) {
                return Optional.of(new Role(name(unit), state, null));
            }
        }
        return Optional.empty();
    }

    static String name(JsonNode unit) {
        String name = unit.path("fullPath").asText();
        return name.isEmpty() ? unit.path("name").asText() : name;
    }

    boolean active() {
        return state.equals(ACTIVE);
    }

    /** {@code says standby}, or why it says nothing. */
    String words() {
        return failure == null ? "says " + Call.line(state) : "does not say (" + failure.getMessage() + ")";
    }
}
