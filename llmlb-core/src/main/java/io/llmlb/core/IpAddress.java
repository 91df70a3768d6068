package io.llmlb.core;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A literal IPv4 or IPv6 address. Two spellings of one address are equal ({@code fd00:0:0::12} and {@code fd00::12};
 * {@code ::ffff:10.1.2.3} and {@code 10.1.2.3}). Never asks a name server.
 */
public final class IpAddress {
    private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern IPV6_CHARACTERS = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    private final InetAddress inet;
    private final String text; // kept, since members are sorted by it all the time

    private IpAddress(InetAddress inet) {
        this.inet = inet;
        this.text = inet instanceof Inet6Address ? canonicalV6(inet.getAddress()) : inet.getHostAddress();
    }

    /**
     * Reads a literal address without brackets, zone or route domain.
     *
     * @throws IllegalArgumentException when {@code text} is not one
     */
    public static IpAddress parse(String text) {
        return tryParse(text)
                .orElseThrow(() -> new IllegalArgumentException("\"" + text + "\" is not an IPv4 or IPv6 address"));
    }

    /** Reads a literal address, or returns empty when {@code text} is not one. */
    public static Optional<IpAddress> tryParse(String text) {
        boolean literal =
                IPV4.matcher(text).matches() || IPV6_CHARACTERS.matcher(text).matches();
        if (!literal) {
            return Optional.empty();
        }
        try {
            // Only literals reach this call (the brackets forbid a look-up), so it never leaves the machine.
            return Optional.of(new IpAddress(InetAddress.getByName(text.indexOf(':') >= 0 ? "[" + text + "]" : text)));
        } catch (UnknownHostException notAnAddress) {
            return Optional.empty();
        }
    }

    /** Whether this is an IPv6 address. */
    public boolean isV6() {
        return inet instanceof Inet6Address;
    }

    /** The address for use with sockets. */
    public InetAddress inet() {
        return inet;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IpAddress that && inet.equals(that.inet);
    }

    @Override
    public int hashCode() {
        return inet.hashCode();
    }

    /** The canonical text: dotted for IPv4, RFC 5952 for IPv6. */
    @Override
    public String toString() {
        return text;
    }

    private static String canonicalV6(byte[] bytes) {
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
        }
        int longestAt = -1;
        int longest = 1; // RFC 5952 4.2.2: a single zero group is not shortened
        for (int i = 0; i < 8; i++) {
            int run = 0;
            while (i + run < 8 && groups[i + run] == 0) {
                run++;
            }
            if (run > longest) {
                longest = run;
                longestAt = i;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == longestAt) {
                text.append("::");
                i += longest - 1;
            } else {
                if (text.length() > 0 && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}
