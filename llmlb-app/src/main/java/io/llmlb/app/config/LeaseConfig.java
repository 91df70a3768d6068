package io.llmlb.app.config;

import io.llmlb.core.PoolName;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The Kubernetes Lease by which replicas agree who writes.
 *
 * @param lease its name
 * @param namespace its namespace, or null for the pod's own
 * @param optional whether a controller that may not touch leases goes on alone; else it stays on standby
 */
public record LeaseConfig(String lease, @Nullable String namespace, boolean optional) {
    private static final int LONGEST = 63;
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    /** The lease of a controller that has one pool and no configuration file. */
    static LeaseConfig of(PoolName pool) {
        CRC32 sum = new CRC32();
        sum.update(pool.path().getBytes(StandardCharsets.UTF_8));
        String hash = HexFormat.of().toHexDigits((int) sum.getValue());
        String words = pool.path().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        int room = LONGEST - "llmlb".length() - 1 - hash.length();
        String shortened = words.length() > room ? words.substring(0, room) : words;
        return new LeaseConfig("llmlb" + shortened + "-" + hash, null, true);
    }

    static LeaseConfig read(Section section) {
        String lease = section.required("lease", LeaseConfig::name).orElse("");
        String namespace = section.optional("namespace", LeaseConfig::name).orElse(null);
        boolean optional = section.optional("optional", Values::yes).orElse(false);
        section.end();
        return new LeaseConfig(lease, namespace, optional);
    }

    /** A name in Kubernetes. */
    static String name(String text) {
        if (!NAME.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "a Kubernetes name has 1 to 63 small letters, digits and dashes, and begins"
                            + " and ends with a letter or digit, but this is \"" + text + "\"");
        }
        return text;
    }
}
