package io.llmlb.bigip;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of the device's software. It answers on every device that is up, which tells a restart from a gap. */
final class SystemVersion {
    static final String PATH = "/mgmt/tm/sys/version";

    private static final Pattern MAJOR = Pattern.compile("([0-9]{1,4})\\..*");

    private SystemVersion() {}

    /**
     * The first number of the version; empty when the answer does not tell it.
     *
     * @throws BigIpException when the device does not answer this either
     */
    static OptionalInt major(Line line) {
        return major(text(line.get(PATH, "")));
    }

    /** The first number of a version such as {@code 21.0.0}; empty when it is none. */
    static OptionalInt major(String version) {
        Matcher major = MAJOR.matcher(version);
        return major.matches() ? OptionalInt.of(Integer.parseInt(major.group(1))) : OptionalInt.empty();
    }

    /** The whole version, such as {@code 21.0.0}; empty when the answer does not tell it. */
    static String text(JsonNode answer) {
        for (JsonNode entry : answer.path("entries")) {
            JsonNode version = entry.path("nestedStats").path("entries").path("Version");
            String text = Call.line(version.path("description").asText());
            if (!text.isEmpty()) {
                return text;
            }
        }
        return "";
    }
}
