package io.llmlb.bigip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmlb.core.PoolName;
import io.llmlb.sim.model.bigip.ManagementFault;
import io.llmlb.sim.model.bigip.ManagementFault.Kind;
import io.llmlb.sim.model.bigip.Pool;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The life of a token, as an emulated device sees it. */
class TokensTest {
    private static final PoolName POOL = new PoolName("/Common/p");

    private final TestClock clock = new TestClock();
    private final EmulatedBigIp device = new EmulatedBigIp();
    private BigIp bigIp;

    @BeforeEach
    void open() {
        device.emulator.addPool(new Pool(POOL, "ratio-member", List.of()));
        bigIp = client("admin");
    }

    @AfterEach
    void close() {
        bigIp.close();
        device.close();
    }

    private BigIp client(String password) {
        return device.builder()
                .password(password)
                .clock(clock)
                .pause(clock::advance)
                .build();
    }

    private void read() {
        assertThat(bigIp.pools().read(POOL).modeName()).isEqualTo("ratio-member");
    }

    private long logins() {
        return device.emulator.requests().stream()
                .filter(("POST " + PlayedBigIp.LOGIN)::equals)
                .count();
    }

    /** Time goes by here and there. */
    private void pass(Duration time) {
        clock.advance(time);
        device.emulator.advanceClock(time);
    }

    @Test
    void inTenHoursNoRequestMeetsAnExpiredToken() {
        for (int minute = 0; minute < 600; minute++) {
            read();
            pass(Duration.ofMinutes(1));
        }
        // 19 of its 20 minutes each.
        assertThat(logins()).isEqualTo(32);
        assertThat(device.emulator.requests()).hasSize(32 + 600 * 2);
    }

    @Test
    void aTokenThatExpiredByTheDevicesClockIsReplacedOnce() {
        read();
        device.emulator.advanceClock(Duration.ofMinutes(20));
        read();
        read();
        assertThat(logins()).isEqualTo(2);
    }

    @Test
    void aTokenThatSomebodyDeletedOrARestartLostIsReplacedOnce() {
        read();
        device.emulator.stop();
        device.emulator.start();
        read();
        read();
        assertThat(logins()).isEqualTo(2);
    }

    @Test
    void aTokenThatIsOverlookedOnceIsReplacedAndDeleted() {
        read();
        device.emulator.fault(ManagementFault.of(Kind.NO_AUTHENTICATION).times(1));
        read();
        assertThat(logins()).isEqualTo(2);
        assertThat(device.emulator.requests())
                .filteredOn(request -> request.startsWith("DELETE " + PlayedBigIp.TOKENS))
                .hasSize(1);
    }

    @Test
    void aTokenThatIsRefusedAgainAndAgainIsDeniedAndNotAskedForAgain() {
        device.emulator.fault(ManagementFault.of(Kind.EXPIRED_TOKEN).on("/mgmt/tm"));
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(this::read).isInstanceOf(BigIpException.Denied.class);
        }
        assertThat(logins()).isEqualTo(2);
    }

    @Test
    void aWrongPasswordIsTriedEveryThirtySecondsOnlySoThatTheAccountIsNotLocked() {
        try (BigIp wrong = client("wrong")) {
            for (int i = 0; i < 60; i++) {
                assertThatThrownBy(() -> wrong.pools().read(POOL))
                        .isInstanceOf(BigIpException.Denied.class)
                        .hasMessageContaining("Authentication failed.");
                clock.advance(Duration.ofSeconds(1));
            }
        }
        assertThat(logins()).isEqualTo(2);
    }

    @Test
    void aUserWithAHundredTokensIsBusyUntilOneEnds() {
        URI url = device.emulator.url();
        Https https = new Https(url, device.trust(), Duration.ofSeconds(10));
        Token last = null;
        for (int i = 0; i < 100; i++) {
            Call login = Call.login(url, new Login("admin", "admin".toCharArray()));
            last = Token.of(https.send(login, Duration.ofSeconds(10)).json(), clock.instant(), clock.instant())
                    .orElseThrow();
        }
        assertThatThrownBy(this::read)
                .isInstanceOf(BigIpException.Busy.class)
                .hasMessageContaining("maximum active login tokens")
                .hasMessageContaining("look for a program that logs in again and again");
        https.send(Call.logout(url, last), Duration.ofSeconds(10));
        read();
    }

    @Test
    void loggingInAgainAndAgainLeavesNoTokenBehind() {
        for (int i = 0; i < 120; i++) {
            bigIp.login();
        }
        bigIp.close();
        assertThat(device.emulator.requests())
                .filteredOn(request -> request.startsWith("DELETE " + PlayedBigIp.TOKENS))
                .hasSize(120);
    }

    @Test
    void aLoginThatTakesLongIsUnreachableAndRestsSinceItsTokenMayCount() {
        device.emulator.fault(ManagementFault.of(Kind.HANG).on(PlayedBigIp.LOGIN));
        try (BigIp hasty =
                device.builder().timeout(Duration.ofMillis(1_500)).clock(clock).build()) {
            assertThatThrownBy(hasty::login)
                    .isInstanceOf(BigIpException.Unreachable.class)
                    .hasMessageContaining("no answer within 1500 ms");
            long before = logins();
            device.emulator.clearFaults();
            clock.advance(Duration.ofSeconds(14));
            assertThatThrownBy(hasty::login)
                    .isInstanceOf(BigIpException.Unreachable.class)
                    .hasMessageContaining("was not answered in time, and the device may have made a token all the same;"
                            + " not tried again before 2026-01-01T00:00:15Z");
            assertThat(logins()).isEqualTo(before);
            clock.advance(Duration.ofSeconds(1));
            assertThat(hasty.pools().read(POOL).members()).isEmpty();
        }
    }

    @Test
    void aClockThatIsPutBackEndsARest() {
        try (BigIp wrong = client("wrong")) {
            assertThatThrownBy(wrong::login).isInstanceOf(BigIpException.Denied.class);
            clock.advance(Duration.ofHours(-1));
            assertThatThrownBy(wrong::login).isInstanceOf(BigIpException.Denied.class);
        }
        assertThat(logins()).isEqualTo(2);
    }

    @Test
    void aLoginThatIsSlowButInTimeIsGood() {
        device.emulator.latency(Duration.ofMillis(700));
        read();
        assertThat(logins()).isEqualTo(1);
    }
}
