package io.llmlb.bigip;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Locale;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Which certificate a BIG-IP may present. Immutable.
 *
 * <p>A BIG-IP comes from the factory with a self-signed certificate for another name, so neither
 * {@link #system()} nor {@link #caFile(Path)} accepts it: {@link #certificateSha256(String)} does.
 */
public abstract class Trust {
    private final String words;

    private Trust(String words) {
        this.words = words;
    }

    abstract X509ExtendedTrustManager trustManager() throws GeneralSecurityException, IOException;

    /** Whether any certificate is verified at all. */
    boolean verifies() {
        return true;
    }

    /** Trusts the authorities that the Java runtime trusts. The certificate must name the host. */
    public static Trust system() {
        return new Trust("the authorities of the Java runtime") {
            @Override
            X509ExtendedTrustManager trustManager() throws GeneralSecurityException {
                return authorities(null);
            }
        };
    }

    /**
     * Trusts the authorities in a file. The certificate must name the host.
     *
     * @param pem one or more certificates in PEM form; read at the first request
     */
    public static Trust caFile(Path pem) {
        return new Trust("the authorities in " + pem) {
            @Override
            X509ExtendedTrustManager trustManager() throws GeneralSecurityException, IOException {
                Collection<? extends Certificate> certificates;
                try (InputStream in = Files.newInputStream(pem)) {
                    certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
                }
                if (certificates.isEmpty()) {
                    throw new GeneralSecurityException("it holds no certificate");
                }
                KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
                store.load(null, null);
                for (Certificate certificate : certificates) {
                    store.setCertificateEntry("ca" + store.size(), certificate);
                }
                return authorities(store);
            }
        };
    }

    /**
     * Trusts one certificate and no other, whatever name it bears, whoever signed it and until whenever.
     *
     * @param hex the SHA-256 fingerprint of the certificate: 64 hexadecimal digits in any case, with or without colons
     *     and blanks
     * @throws IllegalArgumentException when {@code hex} is no such fingerprint
     */
    public static Trust certificateSha256(String hex) {
        String digits = hex.replaceAll("[:\\s]", "").toUpperCase(Locale.ROOT);
        if (!digits.matches("[0-9A-F]{64}")) {
            throw new IllegalArgumentException("a SHA-256 fingerprint is 64 hexadecimal digits, with or without colons,"
                    + " but this is \"" + hex + "\"");
        }
        String pin = CertificateRefused.colons(digits);
        return new Trust("the certificate with SHA-256 " + pin) {
            @Override
            X509ExtendedTrustManager trustManager() {
                return new PinnedCertificate(pin);
            }
        };
    }

    /** Trusts whoever answers: anyone in between can read the password. For laboratories. */
    public static Trust insecure() {
        return new Trust("any certificate") {
            @Override
            X509ExtendedTrustManager trustManager() {
                return new PinnedCertificate(null);
            }

            @Override
            boolean verifies() {
                return false;
            }
        };
    }

    private static X509ExtendedTrustManager authorities(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager verifying) {
                return new TrustedAuthorities(verifying);
            }
        }
        throw new GeneralSecurityException("the Java runtime has no X.509 trust manager");
    }

    @Override
    public String toString() {
        return words;
    }
}
