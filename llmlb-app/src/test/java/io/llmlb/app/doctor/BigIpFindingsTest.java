package io.llmlb.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.llmlb.bigip.BigIp;
import io.llmlb.bigip.Trust;
import io.llmlb.sim.live.bigip.BigIpEmulator;
import io.llmlb.sim.live.bigip.BigIpEmulatorBuilder;
import io.llmlb.sim.model.bigip.ManagementFault;
import io.llmlb.sim.model.bigip.ManagementFault.Kind;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found of units that are not as they should be. */
class BigIpFindingsTest {
    private static final String UNIT = "BIG-IP lab";

    @TempDir
    private Path directory;

    private Ward bare(BigIpEmulatorBuilder builder) {
        return Ward.bare(directory, builder.start());
    }

    @Test
    void aCertificateThatIsNotTrustedIsShownAndNoPasswordIsSent() throws Exception {
        try (Ward ward = bare(BigIpEmulator.builder())) {
            String pin = ward.bigIp.certSha256();
            ward.trust = "certSha256: \"" + "ab".repeat(32) + "\"";
            assertThat(ward.examine(UNIT, "connection")).singleElement().satisfies(finding -> {
                assertThat(finding.verdict()).isEqualTo(Verdict.FAILED);
                assertThat(finding.what()).contains("is not accepted").endsWith("SHA-256 " + pin + ")");
                assertThat(finding.mend())
                        .isEqualTo("If this is your BIG-IP, set BIGIP_CERT_SHA256=" + pin + " (or certSha256 in YAML)");
            });
            assertThat(ward.bigIp.requests()).isEmpty();
        }
    }

    @Test
    void whereAnyCertificateIsTrustedTheOneToPinIsShown() throws Exception {
        try (Ward ward = bare(BigIpEmulator.builder())) {
            ward.trust = "insecure: true";
            assertThat(ward.examine(UNIT, "connection"))
                    .containsExactly(new Finding(
                            "connection",
                            UNIT + " " + ward.url,
                            Verdict.WARNING,
                            "TLS with any certificate: anyone in between can read the password",
                            "If this is your BIG-IP, set BIGIP_CERT_SHA256=" + ward.bigIp.certSha256()
                                    + " (or certSha256 in YAML)"));
        }
    }

    @Test
    void aUnitThatIsStandbyFailsUnlessNothingIsToBeWritten() throws Exception {
        try (Ward ward = bare(BigIpEmulator.builder())) {
            ward.bigIp.active(false);
            String what = "standby (/Common/bigip1.emulated): traffic does not come here, so ratios have no effect";
            assertThat(ward.lines(UNIT, "role")).containsExactly("failed " + what);
            ward.poolOptions = ", mode: dry-run";
            assertThat(ward.lines(UNIT, "role")).containsExactly("warning " + what);
        }
    }

    @Test
    void oneUnitOfAPairIsToldToHaveAPeer() throws Exception {
        try (Ward ward = bare(BigIpEmulator.builder());
                BigIpEmulator other = BigIpEmulator.builder().start()) {
            ward.bigIp.pairWith(other, "pair", true);
            assertThat(ward.examine(UNIT, "role"))
                    .containsExactly(new Finding(
                            "role",
                            UNIT + " " + ward.url,
                            Verdict.WARNING,
                            "active (/Common/bigip1.emulated), and knows /Common/bigip2.emulated: after a failover ratios"
                                    + " would go to a unit without traffic",
                            "Name the other unit of the pair with peer:"));
            assertThat(ward.lines(UNIT, "sync")).containsExactly("ok In Sync, /Common/pair automatically");
        }
    }

    @Test
    void ofAPairTheActiveUnitIsAskedAboutThePool() throws Exception {
        try (Ward ward = bare(BigIpEmulator.builder());
                BigIpEmulator other = BigIpEmulator.builder().start()) {
            ward.bigIp.addPool(new Pool(Ward.POOL, "round-robin", List.of()));
            other.addPool(new Pool(Ward.POOL, "ratio-member", List.of()));
            ward.bigIp.pairWith(other, "pair", true);
            other.failover();
            ward.peer(other);
            ward.password = "admin";
            assertThat(ward.lines(UNIT, "role"))
                    .containsExactly(
                            "ok standby (/Common/bigip1.emulated)",
                            "ok active (/Common/bigip2.emulated): this one is asked and told");
            assertThat(ward.lines("pool", "mode")).singleElement().asString().startsWith("ok ratio-member");
        }
    }

    @Test
    void twoActiveUnitsOrNoneFail() throws Exception {
        try (Ward ward = bare(BigIpEmulator.builder());
                BigIpEmulator other = BigIpEmulator.builder().start()) {
            ward.bigIp.pairWith(other, "pair", true);
            ward.peer(other);
            other.active(true);
            assertThat(ward.lines(UNIT, "role"))
                    .containsExactly(
                            "failed active (/Common/bigip1.emulated), and so is the other unit: while both are, nothing is"
                                    + " written",
                            "failed active (/Common/bigip2.emulated), and so is the other unit: while both are, nothing is"
                                    + " written");
            other.active(false);
            ward.bigIp.active(false);
            assertThat(ward.lines(UNIT, "role"))
                    .containsExactly(
                            "failed standby (/Common/bigip1.emulated), and the other unit is not active either: while neither"
                                    + " is active, nothing is written",
                            "failed standby (/Common/bigip2.emulated), and the other unit is not active either: while neither"
                                    + " is active, nothing is written");
            assertThat(ward.lines("pool", "mode")).containsExactly("skipped BIG-IP lab cannot be asked");
        }
    }

    @Test
    void twoAddressesOfOneUnitAreNoPair() throws Exception {
        try (Ward ward = bare(BigIpEmulator.builder())) {
            String other = ward.url.replace("127.0.0.1", "localhost");
            ward.peer = ", peer: {url: \"" + other + "\", " + ward.trust + "}";
            assertThat(ward.examine(UNIT, "role"))
                    .extracting(Finding::verdict, Finding::what, Finding::mend)
                    .containsOnly(tuple(
                            Verdict.FAILED,
                            "active (/Common/bigip1.emulated), and the other address leads to this unit too",
                            "Give each unit's own address"));
        }
    }

    @Test
    void aStandbyUnitAloneIsNotEnoughWhenItsPeerIsGone() throws Exception {
        try (Ward ward = bare(BigIpEmulator.builder());
                BigIpEmulator other = BigIpEmulator.builder().start()) {
            ward.bigIp.pairWith(other, "pair", true);
            ward.peer(other);
            other.stop();
            ward.bigIp.failover();
            assertThat(ward.lines(UNIT, "connection"))
                    .anyMatch(line -> line.startsWith("ok TLS"))
                    .anyMatch(line -> line.startsWith("failed connection refused"));
            assertThat(ward.examine(UNIT, "role"))
                    .extracting(Finding::verdict, Finding::mend)
                    .containsExactly(tuple(Verdict.SKIPPED, ""), tuple(Verdict.FAILED, "Mend the other unit first"));
        }
    }

    @Test
    void aPairThatPeopleSynchroniseIsAWarningWithItsStatus() throws Exception {
        try (Ward ward = bare(BigIpEmulator.builder());
                BigIpEmulator other = BigIpEmulator.builder().start()) {
            ward.bigIp.pairWith(other, "pair", false);
            ward.peer(other);
            assertThat(ward.lines(UNIT, "sync"))
                    .singleElement()
                    .asString()
                    .startsWith("warning device group /Common/pair is synchronised by hand; its status now: In Sync. ");
            try (BigIp client = client(ward)) {
                client.irules().write("/Common/new", "");
            }
            assertThat(ward.lines(UNIT, "sync")).singleElement().asString().contains("status now: Changes Pending. ");
        }
    }

    private static BigIp client(Ward ward) {
        return BigIp.builder(ward.url)
                .user(ward.bigIp.user())
                .password(ward.password)
                .trust(Trust.certificateSha256(ward.bigIp.certSha256()))
                .build();
    }

    @Test
    void versionsBeforeTheFirstWithJsonProfilesAreTold() throws Exception {
        try (Ward ward = bare(BigIpEmulator.builder().version("17.1.1"))) {
            assertThat(ward.lines(UNIT, "version"))
                    .containsExactly(
                            "info 17.1.1: ratios need no more; rules on the body need BIG-IP 21, the first with JSON"
                                    + " profiles");
        }
    }

    @Test
    void clocksThatDifferAreAWarning() throws Exception {
        try (Ward ward = bare(BigIpEmulator.builder().clock(() -> Instant.now().minusSeconds(3600)))) {
            assertThat(ward.lines(UNIT, "clock"))
                    .singleElement()
                    .asString()
                    .matches(
                            "warning it is 3[56][0-9]{2} s behind this machine's: times in the two logs do not match.*");
            ward.bigIp.advanceClock(Duration.ofSeconds(7200));
            assertThat(ward.lines(UNIT, "clock"))
                    .singleElement()
                    .asString()
                    .matches("warning it is 3[56][0-9]{2} s ahead of this machine's: .*");
        }
    }

    @Test
    void aDeviceThatTellsNothingOfItselfIsAskedAboutItsPoolsAllTheSame() throws Exception {
        try (Ward ward = bare(BigIpEmulator.builder())) {
            ward.bigIp.addPool(new Pool(Ward.POOL, "ratio-member", List.of(Member.of("vllm", "127.0.0.1", 1))));
            ward.bigIp.fault(ManagementFault.of(Kind.BUSY).on("/mgmt/tm/cm"));
            assertThat(ward.examine(UNIT, "role"))
                    .containsExactly(new Finding(
                            "role",
                            UNIT + " " + ward.url,
                            Verdict.FAILED,
                            "answered 503 \"There is an active asynchronous task executing.\"",
                            "It is busy: try again in a minute"));
            assertThat(ward.lines(UNIT, "version")).containsExactly("skipped the device did not tell of itself");
            assertThat(ward.lines("pool", "pool")).containsExactly("ok is there");
        }
    }
}
