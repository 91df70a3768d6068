package io.llmlb.prometheus;

import io.llmlb.core.FailureKind;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What an HTTP status, or a broken connection, asks of us. */
final class Refusals {
    private static final String OTHER_SERVER = "Check the URL: it should lead to the API itself";

    private Refusals() {}

    static PrometheusException of(String place, int status, String excerpt, boolean html, @Nullable BearerToken token) {
        String said = html || excerpt.isEmpty() ? "" : " (\"" + excerpt + "\")";
        String what = "HTTP " + status + said;
        if (status == 401) {
            String mend = token == null
                    ? "A token is needed: let PROMETHEUS_TOKEN_FILE name the file that holds it"
                    : "The token in " + token + " (PROMETHEUS_TOKEN_FILE) is not accepted";
            return new PrometheusException(FailureKind.DENIED, place, what, mend);
        }
        if (status == 403) {
            return new PrometheusException(
                    FailureKind.DENIED,
                    place,
                    what,
                    "Bind the service account to the cluster role cluster-monitoring-view, or on the tenancy port (9092)"
                            + " to the role view in the namespace asked for");
        }
        if (status == 429 || status >= 500) {
            return new PrometheusException(FailureKind.BUSY, place, what, "");
        }
        if (status >= 300 && status < 400) {
            return new PrometheusException(
                    FailureKind.INVALID,
                    place,
                    "HTTP " + status + ", a redirect, probably to a login page",
                    "Let the URL lead past the login proxy, to the API itself");
        }
        if (status == 413 || status == 414 || status == 431) {
            return new PrometheusException(FailureKind.INVALID, place, what, "Send the query by POST, or split it");
        }
        return new PrometheusException(FailureKind.INVALID, place, what, OTHER_SERVER);
    }

    static PrometheusException of(String place, Throwable failure) {
        Optional<RefusedCertificate> certificate = cause(failure, RefusedCertificate.class);
        if (certificate.isPresent()) {
            return new PrometheusException(
                    FailureKind.INVALID,
                    place,
                    "the server's certificate is not trusted: "
                            + certificate.get().getMessage() + " (" + innermost(certificate.get()) + ")",
                    "Let PROMETHEUS_CA_FILE name a file with the authority that signed it, and the URL the host it is for",
                    failure);
        }
        Optional<SSLException> tls = cause(failure, SSLException.class);
        if (tls.isPresent() && cause(failure, EOFException.class).isEmpty()) {
            return new PrometheusException(
                    FailureKind.INVALID,
                    place,
                    "TLS failed: " + tls.get().getMessage(),
                    "Check that this port speaks TLS, and the URL's scheme",
                    failure);
        }
        Optional<BoundedBody.TooLarge> large = cause(failure, BoundedBody.TooLarge.class);
        if (large.isPresent()) {
            return new PrometheusException(
                    FailureKind.INVALID, place, String.valueOf(large.get().getMessage()), "Ask for less", failure);
        }
        return new PrometheusException(FailureKind.UNREACHABLE, place, connection(failure), "", failure);
    }

    private static String connection(Throwable failure) {
        if (cause(failure, UnresolvedAddressException.class).isPresent()) {
            return "the host name is not known";
        }
        if (cause(failure, HttpConnectTimeoutException.class).isPresent()) {
            return "no connection in time";
        }
        if (cause(failure, ConnectException.class).isPresent()) {
            String said = innermost(failure); // the JDK's client often says nothing at all
            return "no connection: " + (said.equals("ConnectException") ? "connection refused" : said);
        }
        return "the connection broke: " + innermost(failure);
    }

    private static String innermost(Throwable failure) {
        String said = failure.getClass().getSimpleName();
        for (Throwable t = failure; t != null; t = t.getCause()) {
            said = t.getMessage() == null ? said : t.getMessage();
        }
        return said;
    }

    private static <T extends Throwable> Optional<T> cause(Throwable failure, Class<T> type) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return Optional.of(type.cast(t));
            }
        }
        return Optional.empty();
    }
}
