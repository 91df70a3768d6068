package io.llmlb.bigip;

import io.llmlb.core.IpAddress;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where iControl REST answers: {@code https}, a host, and a port (443 unless given). */
final class ManagementUrl {
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://(.*)");
    private static final Pattern HOST_PORT = Pattern.compile("(\\[[^\\[\\]]*]|[^:\\[\\]]*)(?::([0-9]{1,5}))?");
    private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    /** The last label begins with a letter, as {@link URI} wants it; so 10.1.2 or 10.1.2.300 is no name either. */
    private static final Pattern NAME = Pattern.compile("(?=.{1,253}$)(?:" + LABEL + "\\.)*(?=[A-Za-z])" + LABEL);

    private static final String FORMS = "; give a host, host:port, an IPv6 address, [IPv6]:port or https://host[:port]";

    private ManagementUrl() {}

    /**
     * Reads an address as people write it.
     *
     * @return {@code https://host} or {@code https://host:port}, without a path
     * @throws IllegalArgumentException when {@code address} is none of the forms, with a sentence that names them
     */
    static URI parse(String address) {
        String text = address.strip();
        Matcher scheme = SCHEME.matcher(text);
        if (scheme.matches()) {
            if (!scheme.group(1).toLowerCase(Locale.ROOT).equals("https")) {
                throw new IllegalArgumentException("a BIG-IP is reached by https only, since the password and the"
                        + " token would cross the network in the clear by " + scheme.group(1) + FORMS);
            }
            text = scheme.group(2);
            if (text.endsWith("/")) {
                text = text.substring(0, text.length() - 1);
            }
        }
        if (text.indexOf('@') >= 0) {
            // Not repeated: what stands before the @ may be a password.
            throw new IllegalArgumentException("the address of a BIG-IP holds no user and no password" + FORMS);
        }
        if (!scheme.matches() && IpAddress.tryParse(text).isPresent()) {
            return url(text, 443);
        }
        Matcher parts = HOST_PORT.matcher(text);
        if (!parts.matches()) {
            throw refused(address);
        }
        int port = parts.group(2) == null ? 443 : Integer.parseInt(parts.group(2));
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a port is 1 to 65535, but this is " + port);
        }
        String host = parts.group(1);
        boolean bracketed = host.startsWith("[");
        if (bracketed) {
            host = host.substring(1, host.length() - 1);
        }
        boolean fits = IpAddress.tryParse(host).isPresent()
                ? bracketed == (host.indexOf(':') >= 0)
                : !bracketed && NAME.matcher(host).matches();
        if (!fits) {
            throw refused(address);
        }
        return url(host, port);
    }

    private static URI url(String host, int port) {
        String authority = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return URI.create("https://" + authority + (port == 443 ? "" : ":" + port));
    }

    private static IllegalArgumentException refused(String address) {
        return new IllegalArgumentException("\"" + address + "\" is not the address of a BIG-IP" + FORMS);
    }
}
