package io.llmlb.app.config;

import io.llmlb.rules.irule.InferenceBodyBasedRouting;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The rules that route requests to the pools; the status page tries bodies on them.
 *
 * @param bigip where they are: the BIG-IP of one of the pools
 * @param dataGroup full path of their data group
 */
public record RulesConfig(BigIpConfig bigip, String dataGroup) {
    private static final Pattern FULL_PATH = Pattern.compile("(/[^/~\\s]+){2,}");

    static Optional<RulesConfig> read(Section section, Function<String, BigIpConfig> bigips) {
        Optional<BigIpConfig> bigip = section.required("bigip", bigips);
        String dataGroup = section.optional("dataGroup", RulesConfig::fullPath).orElse(InferenceBodyBasedRouting.RULES);
        section.end();
        return bigip.map(where -> new RulesConfig(where, dataGroup));
    }

    /** The full path of an object on a BIG-IP. */
    public static String fullPath(String text) {
        if (!FULL_PATH.matcher(text).matches()) {
            throw new IllegalArgumentException("a full path is such as /Common/name, but this is \"" + text + "\"");
        }
        return text;
    }
}
