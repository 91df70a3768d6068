package io.llmlb.app.config;

import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One BIG-IP, or a pair of which one unit is active.
 *
 * @param name its name in the configuration
 * @param url host, host:port, IPv6 or https URL
 * @param username who logs in
 * @param password read at each login, so that a rotated file works
 * @param trust which certificate is accepted there
 * @param peer the other unit of a pair, or null
 * @param budget how much it is asked to do
 */
public record BigIpConfig(
        String name,
        String url,
        String username,
        Supplier<char[]> password,
        TrustConfig trust,
        @Nullable Peer peer,
        Budget budget) {
    /**
     * The other unit of a pair; user and password are the same.
     *
     * @param url its own management address
     * @param trust which certificate is accepted there
     */
    public record Peer(String url, TrustConfig trust) {}

    /**
     * How much a device, or a pair, is asked to do.
     *
     * @param requestsPerSecond requests of every kind, 1 to 1,000
     * @param ratiosPerMinute ratios written in the long run, 1 to 60,000
     */
    public record Budget(int requestsPerSecond, int ratiosPerMinute) {
        /** What a management plane bears that others use too. */
        public static final Budget USUAL = new Budget(10, 60);
    }

    /** Whether this address, however it is spelt, is that of the device or of its peer. */
    boolean isAt(String address) {
        return isSame(address, url) || (peer != null && isSame(address, peer.url));
    }

    static boolean isSame(String address, String other) {
        return place(address).equals(place(other));
    }

    private static String place(String address) {
        return address.toLowerCase(Locale.ROOT).replaceFirst("^https://", "").replaceFirst("(:443)?/*$", "");
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "BigIpConfig[" + name + ", " + url + (peer == null ? "" : " or " + peer.url) + ", " + username + "]";
    }
}
