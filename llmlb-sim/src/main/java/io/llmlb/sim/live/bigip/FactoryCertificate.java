package io.llmlb.sim.live.bigip;

import io.llmlb.core.FailureKind;
import io.llmlb.sim.SimException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.Locale;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A key and a certificate such as a BIG-IP has from the factory: self-signed for {@code localhost.localdomain}, without
 * the address it is reached by. So trusting it as a CA is not enough for a client that checks names.
 */
record FactoryCertificate(PrivateKey key, X509Certificate certificate) {
    private static @Nullable KeyPair shared;

    static FactoryCertificate create() {
        try {
            KeyPair pair = keys();
            X500Principal name = new X500Principal("CN=localhost.localdomain");
            Instant now = Instant.now();
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    name,
                    new BigInteger(64, new SecureRandom()),
                    Date.from(now.minus(Duration.ofDays(1))),
                    Date.from(now.plus(Duration.ofDays(3650))),
                    name,
                    pair.getPublic());
            X509Certificate certificate = new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate())));
            return new FactoryCertificate(pair.getPrivate(), certificate);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new SimException(FailureKind.INVALID, "emulated BIG-IP", "no certificate can be made", "", e);
        }
    }

    /** Making a key takes a while: all emulators of a process share one. Their certificates differ by the serial number. */
    private static synchronized KeyPair keys() throws GeneralSecurityException {
        KeyPair pair = shared;
        if (pair == null) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            pair = generator.generateKeyPair();
            shared = pair;
        }
        return pair;
    }

    /** As {@code openssl x509 -fingerprint -sha256} writes it: upper case, with colons. */
    String sha256() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new SimException(FailureKind.INVALID, "emulated BIG-IP", "its certificate has no digest", "", e);
        }
    }

    String certificatePem() {
        try {
            return pem("certificate", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new SimException(FailureKind.INVALID, "emulated BIG-IP", "its certificate has no encoding", "", e);
        }
    }

    String keyPem() {
        return pem("private key", key.getEncoded());
    }

    @Override
    public String toString() {
        return "certificate " + sha256();
    }

    private static String pem(String what, byte[] der) {
        String label = what.toUpperCase(Locale.ROOT);
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
    }
}
