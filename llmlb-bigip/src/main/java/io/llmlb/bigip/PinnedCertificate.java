package io.llmlb.bigip;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** Accepts the certificate with one fingerprint; or any, without a pin. Looks at no name, date or signer. */
final class PinnedCertificate extends ServerTrustManager {
    private final @Nullable String pin;

    /**
     * @param pin as {@link CertificateRefused#sha256} writes it, or null to accept any certificate
     */
    PinnedCertificate(@Nullable String pin) {
        this.pin = pin;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        if (pin != null && !pin.equals(CertificateRefused.sha256(chain[0]))) {
            throw new CertificateRefused(chain[0], "it is not the pinned one, whose SHA-256 is " + pin, null);
        }
    }
}
