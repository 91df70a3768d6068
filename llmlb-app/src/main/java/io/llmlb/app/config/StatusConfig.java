package io.llmlb.app.config;

/**
 * Where the controller tells what it does: metrics, health and status.
 *
 * @param address the local address to listen on
 * @param port 0 for a free one
 * @param fallback whether a port that is taken is no failure, but another one is used
 */
public record StatusConfig(String address, int port, boolean fallback) {
    /** Where it is unless configured otherwise. */
    public static final int PORT = 9105;

    /** Reachable from this host alone. */
    public static final StatusConfig USUAL = new StatusConfig("127.0.0.1", PORT, false);

    static StatusConfig read(Section section) {
        String address = section.optional("address", Values::address).orElse(USUAL.address);
        int port = section.optional("port", StatusConfig::port).orElse(PORT);
        boolean fallback = section.optional("fallback", Values::yes).orElse(USUAL.fallback);
        section.end();
        return new StatusConfig(address, port, fallback);
    }

    static int port(String text) {
        return Values.integer(text, 0, 65_535);
    }
}
