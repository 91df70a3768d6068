package io.llmlb.bigip;

import io.llmlb.core.FailureKind;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why there is no answer, in words. */
final class NoAnswer {
    private NoAnswer() {}

    static BigIpException because(Call call, Throwable failure, Duration limit, Duration connectLimit) {
        CertificateRefused refused = find(failure, CertificateRefused.class);
        if (refused != null) {
            String what = "the certificate that was presented is not accepted, since " + call.clean(reason(refused))
                    + " (subject " + call.clean(refused.subject()) + ", SHA-256 " + refused.sha256() + ")";
            String mend =
                    "If this is your BIG-IP, set BIGIP_CERT_SHA256=" + refused.sha256() + " (or certSha256 in YAML)";
            return BigIpException.of(FailureKind.INVALID, call.place(), what, mend, failure);
        }
        if (find(failure, BoundedBody.TooLarge.class) != null) {
            return BigIpException.of(FailureKind.INVALID, call.place(), "the answer is larger than 16 MB", "", failure);
        }
        boolean brokeOff = find(failure, EOFException.class) != null || find(failure, SocketException.class) != null;
        SSLException tls = find(failure, SSLException.class);
        if (tls != null && !brokeOff) {
            String what = "no TLS connection (" + call.clean(String.valueOf(tls.getMessage())) + ")";
            String mend = "Check that address and port are those of the BIG-IP's management service";
            return BigIpException.of(FailureKind.INVALID, call.place(), what, mend, failure);
        }
        String what = words(call, failure, limit, connectLimit);
        return BigIpException.of(FailureKind.UNREACHABLE, call.place(), what, mend(what), failure);
    }

    /** Whether time ran out after the connection stood, so that the request may have been carried out. */
    static boolean isLate(BigIpException failure) {
        boolean late =
                find(failure, HttpTimeoutException.class) != null || find(failure, TimeoutException.class) != null;
        return late && find(failure, HttpConnectTimeoutException.class) == null;
    }

    private static String reason(CertificateRefused refused) {
        return String.valueOf(refused.getMessage());
    }

    private static String words(Call call, Throwable failure, Duration limit, Duration connectLimit) {
        if (find(failure, HttpConnectTimeoutException.class) != null) {
            return "no connection within " + Call.words(connectLimit);
        }
        if (find(failure, HttpTimeoutException.class) != null || find(failure, TimeoutException.class) != null) {
            return "no answer within " + Call.words(limit);
        }
        if (find(failure, UnresolvedAddressException.class) != null
                || find(failure, UnknownHostException.class) != null) {
            return "unknown host";
        }
        if (find(failure, NoRouteToHostException.class) != null) {
            return "no route to host";
        }
        if (find(failure, ConnectException.class) != null) {
            return "connection refused";
        }
        if (find(failure, SocketException.class) != null) {
            return "connection reset";
        }
        String said = failure.getMessage();
        return "the connection closed or the answer broke off (" + call.clean(said == null ? failure.toString() : said)
                + ")";
    }

    private static String mend(String what) {
        return what.equals("unknown host") || what.equals("connection refused") ? "Check BIGIP (or url in YAML)" : "";
    }

    private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return type.cast(t);
            }
        }
        return null;
    }
}
