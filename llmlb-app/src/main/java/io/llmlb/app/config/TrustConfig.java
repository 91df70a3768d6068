package io.llmlb.app.config;

import io.llmlb.bigip.Trust;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which certificate of a BIG-IP is accepted. At most one is set; without any, those that the system trusts.
 *
 * @param caFile PEM certificates to trust, or null
 * @param certSha256 the fingerprint of the one certificate to trust, whatever its name, or null
 * @param insecure trust any certificate
 */
public record TrustConfig(@Nullable Path caFile, @Nullable String certSha256, boolean insecure) {
    /** The one certificate with that fingerprint. */
    public static TrustConfig pinned(String certSha256) {
        return new TrustConfig(null, certSha256, false);
    }

    static TrustConfig of(Optional<Path> caFile, Optional<String> certSha256, boolean insecure) {
        return new TrustConfig(caFile.orElse(null), certSha256.orElse(null), insecure);
    }

    static TrustConfig read(Section section) {
        TrustConfig trust = of(
                section.optional("caFile", Values::certificates),
                section.optional("certSha256", Values::fingerprint),
                section.optional("insecure", Values::yes).orElse(false));
        if (trust.isAmbiguous()) {
            section.problem("url", "caFile, certSha256 and insecure exclude each other: keep one of them");
        }
        return trust;
    }

    boolean isAmbiguous() {
        return (caFile != null ? 1 : 0) + (certSha256 != null ? 1 : 0) + (insecure ? 1 : 0) > 1;
    }

    /** The same for the client. */
    public Trust trust() {
        if (insecure) {
            return Trust.insecure();
        }
        if (certSha256 != null) {
            return Trust.certificateSha256(certSha256);
        }
        return caFile != null ? Trust.caFile(caFile) : Trust.system();
    }
}
