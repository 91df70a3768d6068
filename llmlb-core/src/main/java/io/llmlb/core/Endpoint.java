package io.llmlb.core;

import java.util.Optional;

/**
 * An address and a port: what a pool member and a metrics target have in common, and the only thing by which the two
 * are matched.
 *
 * @param address where the server listens
 * @param port 1 to 65535
 */
public record Endpoint(IpAddress address, int port) {
    /**
     * @throws IllegalArgumentException when {@code port} is out of range
     */
    public Endpoint {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a port is 1 to 65535, but this is " + port);
        }
    }

    /**
     * Reads {@code 10.1.2.3:8000} or {@code [fd00::12]:8000}, as Prometheus writes an {@code instance}.
     *
     * @return empty when {@code text} is neither, as for a host name
     */
    public static Optional<Endpoint> tryParse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
            return Optional.empty();
        }
        int port = Integer.parseInt(text.substring(colon + 1));
        String host = text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (port < 1 || port > 65535 || bracketed != (host.indexOf(':') >= 0)) {
            return Optional.empty();
        }
        return IpAddress.tryParse(bracketed ? host.substring(1, host.length() - 1) : host)
                .map(address -> new Endpoint(address, port));
    }

    @Override
    public String toString() {
        return address.isV6() ? "[" + address + "]:" + port : address + ":" + port;
    }
}
