package io.llmlb.core;

/**
 * Who a pool member is: address, route domain and port. Stable when the device deletes and re-creates the member.
 *
 * @param address the member's address
 * @param routeDomain BIG-IP route domain, 0 for the default one
 * @param port 1 to 65535
 */
public record MemberId(IpAddress address, int routeDomain, int port) implements Comparable<MemberId> {
    /**
     * @throws IllegalArgumentException when {@code port} or {@code routeDomain} is out of range
     */
    public MemberId {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a member's port is 1 to 65535, but this is " + port);
        }
        if (routeDomain < 0 || routeDomain > 65534) {
            throw new IllegalArgumentException("a route domain is 0 to 65534, but this is " + routeDomain);
        }
    }

    /** A member in the default route domain. */
    public static MemberId of(String address, int port) {
        return new MemberId(IpAddress.parse(address), 0, port);
    }

    /** What this member shares with its metrics target: the route domain is BIG-IP's own affair. */
    public Endpoint endpoint() {
        return new Endpoint(address, port);
    }

    /** In the order of their texts. */
    @Override
    public int compareTo(MemberId other) {
        if (routeDomain == 0
                && other.routeDomain == 0
                && port == other.port
                && !address.isV6()
                && !other.address.isV6()) {
            return compare(address.toString(), other.address.toString());
        }
        return toString().compareTo(other.toString());
    }

    /** As with a colon behind each, which comes after what else is in an address. */
    private static int compare(String one, String other) {
        int order = one.compareTo(other);
        // Of a text and its beginning the order is the difference of the lengths.
        boolean mayBegin = order != 0 && order == one.length() - other.length();
        return mayBegin && (one.startsWith(other) || other.startsWith(one)) ? -order : order;
    }

    /** {@code 10.1.2.3:8000}, {@code 10.1.2.3%7:8000} or {@code [fd00::12%7]:8000}. */
    @Override
    public String toString() {
        String host = routeDomain == 0 ? address.toString() : address + "%" + routeDomain;
        return address.isV6() ? "[" + host + "]:" + port : host + ":" + port;
    }
}
