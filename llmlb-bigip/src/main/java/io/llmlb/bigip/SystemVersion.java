package io.llmlb.bigip;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of the device's software. It answers on every device that is up, which tells a restart from a gap. */
final class SystemVersion {
    private static final Pattern MAJOR = Pattern.compile("([0-9]{1,4})\\..*");

    private SystemVersion() {}

    /**
     * The first number of the version; empty when the answer does not tell it.
     *
     * @throws BigIpException when the device does not answer this either
     */
    static OptionalInt major(Line line) {
        for (JsonNode entry : line.get("/mgmt/tm/sys/version", "").path("entries")) {
            JsonNode version = entry.path("nestedStats").path("entries").path("Version");
            Matcher major = MAJOR.matcher(version.path("description").asText());
            if (major.matches()) {
                return OptionalInt.of(Integer.parseInt(major.group(1)));
            }
        }
        return OptionalInt.empty();
    }
}
