package io.llmlb.core.decide;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a member is worth beside the others, and why.
 *
 * @param value positive and finite; only its proportion to the other members' values counts
 * @param terms the numbers it was made of, by name, in the order in which to show them
 * @param reason one clause for people, such as {@code "cost 3.27"}
 */
public record Weight(double value, Map<String, Double> terms, String reason) {
    /**
     * @throws IllegalArgumentException when {@code value} is not positive and finite
     */
    public Weight {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("a weight is positive and finite, but this is " + value);
        }
        terms = Collections.unmodifiableMap(new LinkedHashMap<>(terms));
    }

    /** A weight without terms. */
    public static Weight of(double value, String reason) {
        return new Weight(value, Map.of(), reason);
    }

    /** The same terms with another value, and the cause added to the reason. */
    public Weight changed(double newValue, String cause) {
        return new Weight(newValue, terms, reason.isEmpty() ? cause : reason + "; " + cause);
    }
}
