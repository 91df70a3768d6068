package io.llmlb.app.config;

import io.llmlb.bigip.BigIp;
import io.llmlb.core.IpAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads single values, the same way from the environment and from a file. Each method returns the value or throws an
 * {@link IllegalArgumentException} whose message is what is wrong, to be put behind the value's name and place.
 */
public final class Values {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?)\\s*(ms|s|m|)");
    private static final Pattern SHA256 = Pattern.compile("(?i)([0-9a-f]{2}[: ]?){31}[0-9a-f]{2}");
    private static final Duration LEAST_INTERVAL = Duration.ofMillis(100);
    private static final Duration MOST_INTERVAL = Duration.ofMinutes(10);

    private Values() {}

    /** Any length of time, zero too: seconds, or with a unit behind it. */
    public static Duration duration(String text) {
        Matcher form = DURATION.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "an interval is seconds, such as 2, or 500ms, 2s, 1m, but this is \"" + text + "\"");
        }
        double unit = switch (form.group(2)) {
            case "ms" -> 1;
            case "m" -> 60_000;
            default -> 1000;
        };
        return Duration.ofMillis(Math.round(Double.parseDouble(form.group(1)) * unit));
    }

    /** A length of time in a range. */
    static Duration duration(String text, Duration low, Duration high) {
        Duration duration = duration(text);
        if (duration.compareTo(low) < 0 || duration.compareTo(high) > 0) {
            throw new IllegalArgumentException(
                    "this is a time from " + words(low) + " to " + words(high) + ", but it is \"" + text + "\"");
        }
        return duration;
    }

    /** A length of time as {@link #duration(String)} reads it. */
    public static String words(Duration duration) {
        long millis = duration.toMillis();
        return millis % 1000 != 0
                ? millis < 60_000
                        ? millis + "ms"
                        : BigDecimal.valueOf(millis, 3).stripTrailingZeros() + "s"
                : millis % 60_000 != 0 || millis == 0 ? millis / 1000 + "s" : millis / 60_000 + "m";
    }

    /** One second or more, without a fraction. */
    public static Duration wholeSeconds(String text) {
        Duration duration = duration(text);
        if (duration.toMillis() < 1000 || duration.toMillis() % 1000 != 0) {
            throw new IllegalArgumentException("this is whole seconds, 1 or more, but it is \"" + text + "\"");
        }
        return duration;
    }

    /** A literal address. */
    public static String address(String text) {
        return IpAddress.tryParse(text.strip())
                .map(IpAddress::toString)
                .orElseThrow(() -> new IllegalArgumentException(
                        "this is a literal address such as 127.0.0.1, but it is \"" + text + "\""));
    }

    /** A time between two acts, 100 ms to 10 minutes. */
    public static Duration interval(String text) {
        Duration interval = duration(text);
        if (interval.compareTo(LEAST_INTERVAL) < 0 || interval.compareTo(MOST_INTERVAL) > 0) {
            throw new IllegalArgumentException("an interval is 100ms to 10m, but this is \"" + text + "\"");
        }
        return interval;
    }

    /** A whole number in a range. */
    public static int integer(String text, int low, int high) {
        try {
            int value = Integer.parseInt(text.strip());
            if (value >= low && value <= high) {
                return value;
            }
        } catch (NumberFormatException notOne) {
            // the same sentence serves
        }
        throw new IllegalArgumentException(
                "this is a whole number from " + low + " to " + high + ", but it is \"" + text + "\"");
    }

    /** A number in a range. */
    public static double number(String text, double low, double high) {
        try {
            double value = Double.parseDouble(text.strip());
            if (value >= low && value <= high) {
                return value;
            }
        } catch (NumberFormatException notOne) {
            // the same sentence serves
        }
        throw new IllegalArgumentException(
                "this is a number from " + low + " to " + high + ", but it is \"" + text + "\"");
    }

    /** True or false, however it is spelt. */
    public static boolean yes(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes" -> true;
            case "false", "0", "no", "" -> false;
            default -> throw new IllegalArgumentException("this is true or false, but it is \"" + text + "\"");
        };
    }

    /** A file that can be read now. */
    public static Path readable(String text) {
        Path path = Path.of(text);
        try (var in = Files.newInputStream(path)) {
            in.read();
            return path;
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    "the file " + path + " cannot be read (" + why(unreadable) + ")", unreadable);
        }
    }

    /** A file whose first line is a secret. */
    static Path secret(String text) {
        Path path = readable(text);
        try (BufferedReader lines = Files.newBufferedReader(path, StandardCharsets.ISO_8859_1)) {
            String first = lines.readLine();
            if (first != null && !first.isBlank()) {
                return path;
            }
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    "the file " + path + " cannot be read (" + why(unreadable) + ")", unreadable);
        }
        throw new IllegalArgumentException("the first line of the file " + path + " is empty, but it is the secret");
    }

    /** A file of PEM certificates. */
    static Path certificates(String text) {
        Path path = readable(text);
        try (InputStream in = Files.newInputStream(path)) {
            if (!CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .isEmpty()) {
                return path;
            }
        } catch (IOException | CertificateException notOne) {
            // the same sentence serves
        }
        throw new IllegalArgumentException("the file " + path + " holds no PEM certificate");
    }

    static String fingerprint(String text) {
        if (!SHA256.matcher(text.strip()).matches()) {
            throw new IllegalArgumentException(
                    "a SHA-256 fingerprint has 64 hexadecimal digits, with or without colons, but this is \"" + text
                            + "\"");
        }
        return text.strip();
    }

    /** Where a BIG-IP is. */
    static String bigip(String text) {
        BigIp.builder(text.strip()); // refuses what is no address
        return text.strip();
    }

    /** The base URL of a Prometheus or Thanos. */
    static String prometheus(String text) {
        try {
            URI url = new URI(text.strip());
            boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
            if (http
                    && url.getHost() != null
                    && url.getUserInfo() == null
                    && url.getQuery() == null
                    && url.getFragment() == null) {
                return text.strip();
            }
        } catch (URISyntaxException notOne) {
            // the same sentence serves
        }
        throw new IllegalArgumentException(
                "this is a URL such as https://thanos.example:9091, without user or query, but it is \"" + text + "\"");
    }

    /** Whether what is sent to that URL is encrypted. */
    static boolean isSecured(String url) {
        return url.toLowerCase(Locale.ROOT).startsWith("https:");
    }

    /** Why a file cannot be read or written, in a few words. */
    public static String why(IOException unreadable) {
        return unreadable instanceof NoSuchFileException
                ? "it does not exist"
                : unreadable instanceof AccessDeniedException
                        ? "permission denied"
                        : String.valueOf(unreadable.getMessage());
    }
}
