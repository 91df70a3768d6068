package io.llmlb.bigip;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Why a presented certificate is not accepted, and which one it was. Travels as the cause of the TLS failure. */
final class CertificateRefused extends CertificateException {
    private static final long serialVersionUID = 1L;

    private final String subject;
    private final String sha256;

    CertificateRefused(X509Certificate leaf, String reason, @Nullable Throwable cause)
            throws CertificateEncodingException {
        super(reason, cause);
        this.subject = leaf.getSubjectX500Principal().getName();
        this.sha256 = sha256(leaf);
    }

    String subject() {
        return subject;
    }

    String sha256() {
        return sha256;
    }

    /** The fingerprint as {@code openssl x509 -fingerprint -sha256} writes it: upper case, with colons. */
    static String sha256(X509Certificate certificate) throws CertificateEncodingException {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
        } catch (NoSuchAlgorithmException inEveryJdk) {
            throw new IllegalStateException(inEveryJdk);
        }
    }

    static String colons(String digits) {
        return HexFormat.ofDelimiter(":")
                .withUpperCase()
                .formatHex(HexFormat.of().parseHex(digits));
    }
}
