package io.llmlb.bigip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmlb.core.FailureKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustTest {
    @Test
    void aPinAcceptsAFactoryCertificateThatNamesAnotherHost() {
        try (PlayedBigIp device = new PlayedBigIp(Certificates.FACTORY)) {
            assertThatCode(() -> login(device, Trust.certificateSha256(Certificates.FACTORY.sha256())))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void aPinAcceptsAnExpiredCertificate() {
        try (PlayedBigIp device = new PlayedBigIp(Certificates.EXPIRED)) {
            assertThatCode(() -> login(device, Trust.certificateSha256(Certificates.EXPIRED.sha256())))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void aPinIsReadWithColonsBlanksOrNeitherInAnyCase() {
        String colons = Certificates.FACTORY.sha256();
        assertThat(Trust.certificateSha256(colons.replace(":", "")).toString()).contains(colons);
        assertThat(Trust.certificateSha256(colons.replace(":", " ").toLowerCase(Locale.ROOT))
                        .toString())
                .contains(colons);
    }

    @Test
    void aPinThatIsNoFingerprintIsRefusedAtOnce() {
        assertThatThrownBy(() -> Trust.certificateSha256("AB:CD"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("64 hexadecimal digits")
                .hasMessageContaining("AB:CD");
    }

    @Test
    void anotherCertificateThanThePinnedIsRefusedWithBothFingerprints() {
        try (PlayedBigIp device = new PlayedBigIp(Certificates.NAMED)) {
            BigIpException refused = refusal(device, Trust.certificateSha256(Certificates.FACTORY.sha256()));
            assertThat(refused)
                    .hasMessageContaining("not the pinned one, whose SHA-256 is " + Certificates.FACTORY.sha256())
                    .hasMessageContaining("subject CN=bigip, SHA-256 " + Certificates.NAMED.sha256());
            assertMends(refused, Certificates.NAMED);
        }
    }

    @Test
    void aFileWithTheAuthorityAcceptsWhatItSigned() {
        try (PlayedBigIp device = new PlayedBigIp(Certificates.SIGNED)) {
            assertThatCode(() -> login(device, Trust.caFile(Certificates.SIGNED.authority())))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void aFileMayHoldSeveralCertificates(@TempDir Path directory) throws Exception {
        Path both = Files.writeString(
                directory.resolve("both.pem"),
                Files.readString(Certificates.SIGNED.authority()) + Files.readString(Certificates.NAMED.authority()));
        for (Certificates certificate : new Certificates[] {Certificates.SIGNED, Certificates.NAMED}) {
            try (PlayedBigIp device = new PlayedBigIp(certificate)) {
                assertThatCode(() -> login(device, Trust.caFile(both))).doesNotThrowAnyException();
            }
        }
    }

    @Test
    void aFileWithAnotherAuthorityRefuses() {
        try (PlayedBigIp device = new PlayedBigIp(Certificates.SIGNED)) {
            BigIpException refused = refusal(device, Trust.caFile(Certificates.NAMED.authority()));
            assertThat(refused).hasMessageContaining("no trusted authority signed it");
            assertMends(refused, Certificates.SIGNED);
        }
    }

    @Test
    void aTrustedCertificateForAnotherNameIsRefused() {
        try (PlayedBigIp device = new PlayedBigIp(Certificates.FACTORY)) {
            BigIpException refused = refusal(device, Trust.caFile(Certificates.FACTORY.authority()));
            assertThat(refused)
                    .hasMessageContaining("127.0.0.1")
                    .hasMessageContaining("subject CN=localhost.localdomain,O=MyCompany");
            assertMends(refused, Certificates.FACTORY);
        }
    }

    @Test
    void aTrustedCertificateThatExpiredIsRefused() {
        try (PlayedBigIp device = new PlayedBigIp(Certificates.EXPIRED)) {
            BigIpException refused = refusal(device, Trust.caFile(Certificates.EXPIRED.authority()));
            assertThat(refused).hasMessageContaining("it expired on 20");
            assertMends(refused, Certificates.EXPIRED);
        }
    }

    @Test
    void aTrustedCertificateThatIsNotYetValidIsRefused() {
        try (PlayedBigIp device = new PlayedBigIp(Certificates.FUTURE)) {
            BigIpException refused = refusal(device, Trust.caFile(Certificates.FUTURE.authority()));
            assertThat(refused).hasMessageContaining("it is not valid before 20");
            assertMends(refused, Certificates.FUTURE);
        }
    }

    @Test
    void theSystemsAuthoritiesRefuseASelfSignedCertificate() {
        try (PlayedBigIp device = new PlayedBigIp(Certificates.FACTORY)) {
            BigIpException refused = refusal(device, Trust.system());
            assertThat(refused).hasMessageContaining("no trusted authority signed it");
            assertMends(refused, Certificates.FACTORY);
        }
    }

    @Test
    void insecureAcceptsAnythingAndWarnsOnce() {
        try (PlayedBigIp device = new PlayedBigIp(Certificates.EXPIRED);
                CapturedLog log = new CapturedLog()) {
            assertThatCode(() -> login(device, Trust.insecure())).doesNotThrowAnyException();
            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("WARN"))
                    .containsExactly("WARN Certificates of https://" + device.address()
                            + " are not verified: anyone in between can read the password");
        }
    }

    @Test
    void aFileThatCannotBeReadIsNamedAndMayAppearLater(@TempDir Path directory) throws Exception {
        Path late = directory.resolve("late.pem");
        try (PlayedBigIp device = new PlayedBigIp(Certificates.NAMED);
                BigIp bigIp = client(device.reset(), Trust.caFile(late))) {
            assertThatThrownBy(bigIp::login)
                    .isInstanceOf(BigIpException.Invalid.class)
                    .hasMessageContaining(late.toString())
                    .hasMessageContaining("BIGIP_CA_FILE");
            Files.copy(Certificates.NAMED.authority(), late);
            assertThatCode(bigIp::login).doesNotThrowAnyException();
        }
    }

    @Test
    void aFileWithoutACertificateIsRefused(@TempDir Path directory) throws Exception {
        for (String content : new String[] {"", "no certificate\n"}) {
            Path file = Files.writeString(directory.resolve("empty.pem"), content);
            try (BigIp bigIp = BigIp.builder("127.0.0.1:1")
                    .user("u")
                    .password("p")
                    .trust(Trust.caFile(file))
                    .build()) {
                assertThatThrownBy(bigIp::login)
                        .isInstanceOf(BigIpException.Invalid.class)
                        .hasMessageContaining(file.toString());
            }
        }
    }

    private static void assertMends(BigIpException refused, Certificates presented) {
        assertThat(refused.kind()).isEqualTo(FailureKind.INVALID);
        assertThat(refused.status()).isEmpty();
        assertThat(refused.mend())
                .isEqualTo("If this is your BIG-IP, set BIGIP_CERT_SHA256=" + presented.sha256()
                        + " (or certSha256 in YAML)");
        assertThat(refused).hasMessageContaining("SHA-256 " + presented.sha256());
    }

    private static BigIpException refusal(PlayedBigIp device, Trust trust) {
        return catchThrowableOfType(BigIpException.Invalid.class, () -> login(device, trust));
    }

    private static void login(PlayedBigIp device, Trust trust) {
        try (BigIp bigIp = client(device.reset(), trust)) {
            bigIp.login();
        }
    }

    private static BigIp client(PlayedBigIp device, Trust trust) {
        return device.client().trust(trust).timeout(Duration.ofSeconds(20)).build();
    }
}
