package io.llmlb.prometheus;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;

/** A server's certificate that was not trusted, described so that a person can recognise it. */
final class RefusedCertificate extends CertificateException {
    private static final long serialVersionUID = 1L;

    RefusedCertificate(X509Certificate certificate, CertificateException reason) {
        super(
                "subject " + certificate.getSubjectX500Principal().getName() + ", SHA-256 " + fingerprint(certificate),
                reason);
    }

    /** SHA-256 of the certificate, as {@code openssl x509 -fingerprint -sha256} prints it. */
    static String fingerprint(X509Certificate certificate) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return HexFormat.ofDelimiter(":").formatHex(hash).toUpperCase(Locale.ROOT);
        } catch (GeneralSecurityException unreadable) {
            return "unknown";
        }
    }
}
