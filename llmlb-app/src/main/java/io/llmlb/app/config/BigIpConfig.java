package io.llmlb.app.config;

import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One BIG-IP. Of {@code caFile}, {@code certSha256} and {@code insecure} at most one is set.
 *
 * @param name its name in the configuration
 * @param url host, host:port, IPv6 or https URL
 * @param username who logs in
 * @param password read at each login, so that a rotated file works
 * @param caFile PEM certificates to trust, or null
 * @param certSha256 the fingerprint of the one certificate to trust, whatever its name, or null
 * @param insecure trust any certificate
 */
public record BigIpConfig(
        String name,
        String url,
        String username,
        Supplier<char[]> password,
        @Nullable Path caFile,
        @Nullable String certSha256,
        boolean insecure) {
    /** Without the password. */
    @Override
    public String toString() {
        return "BigIpConfig[" + name + ", " + url + ", " + username + "]";
    }
}
