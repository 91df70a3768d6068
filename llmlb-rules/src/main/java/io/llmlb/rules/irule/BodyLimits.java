package io.llmlb.rules.irule;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;

/**
 * The limits of a BIG-IP's JSON profile, beyond which no rule sees a body.
 *
 * @param maximumBytes of a body, 1 or more
 * @param maximumEntries keys and array elements together, 1 or more
 */
public record BodyLimits(int maximumBytes, int maximumEntries) {
    /** BIG-IP's defaults: 65,536 bytes and 2,048 entries. */
    public static final BodyLimits DEFAULT = new BodyLimits(65_536, 2048);

    private static final JsonFactory JSON = new JsonFactory();

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException when one is below 1
     */
    public BodyLimits {
        if (maximumBytes < 1 || maximumEntries < 1) {
            throw new IllegalArgumentException("limits of a JSON profile are 1 or more, but these are " + maximumBytes
                    + " bytes and " + maximumEntries + " entries");
        }
    }

    /**
     * Which limit a body passes, with both numbers; empty when it keeps to both. A body that is no JSON has as many
     * entries as are read before that shows.
     */
    public Optional<String> passedBy(byte[] body) {
        if (body.length > maximumBytes) {
            return Optional.of("it has " + body.length + " bytes, more than the JSON profile's " + maximumBytes);
        }
        // An entry takes two bytes at least.
        if (body.length / 2 <= maximumEntries) {
            return Optional.empty();
        }
        int entries = entries(body);
        return entries > maximumEntries
                ? Optional.of("it has " + entries + " entries, more than the JSON profile's " + maximumEntries)
                : Optional.empty();
    }

    private static int entries(byte[] body) {
        int entries = 0;
        try (JsonParser parser = JSON.createParser(body)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                JsonStreamContext at = parser.getParsingContext();
                JsonStreamContext in = token.isStructStart() ? at.getParent() : at;
                boolean element = !token.isStructEnd() && in != null && in.inArray();
                if (element || token == JsonToken.FIELD_NAME) {
                    entries++;
                }
            }
        } catch (IOException noJson) {
            return entries;
        }
        return entries;
    }
}
