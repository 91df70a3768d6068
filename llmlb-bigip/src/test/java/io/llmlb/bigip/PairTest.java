package io.llmlb.bigip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmlb.core.PoolName;
import io.llmlb.core.act.MemberShare;
import io.llmlb.core.act.PoolState;
import io.llmlb.core.act.WriteReport;
import io.llmlb.core.act.WriteReport.Outcome;
import io.llmlb.sim.live.bigip.BigIpEmulator;
import io.llmlb.sim.model.bigip.ManagementFault;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import io.llmlb.sim.model.bigip.RatioWrite;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two units of a device group, of which the first is active at the beginning. */
class PairTest {
    private static final PoolName POOL = new PoolName("/vllm/Shared/p");
    private static final String ROLES = "GET " + Role.PATH;
    private static final Duration CYCLE = Duration.ofSeconds(2);

    private final TestClock clock = new TestClock();
    private final EmulatedBigIp one = new EmulatedBigIp();
    private final EmulatedBigIp two = new EmulatedBigIp();
    private BigIp bigIp;

    @BeforeEach
    void pair() {
        Member member = Member.of("vllm", "10.128.2.14", 8000);
        one.emulator.addPool(new Pool(POOL, "ratio-member", List.of(member)));
        two.emulator.addPool(new Pool(POOL, "ratio-member", List.of(member)));
        one.emulator.pairWith(two.emulator, "pair", false);
        bigIp = client(one.trust(), two.trust());
    }

    @AfterEach
    void close() {
        bigIp.close();
        one.close();
        two.close();
    }

    private BigIp client(Trust trust, Trust peerTrust) {
        return one.builder()
                .trust(trust)
                .peer(two.emulator.url().toString(), peerTrust)
                .clock(clock)
                .pause(clock::advance)
                .build();
    }

    /** One cycle of a control loop that wants this ratio. */
    private WriteReport cycle(int ratio) {
        clock.advance(CYCLE);
        return write(bigIp.pools().read(POOL), ratio);
    }

    private WriteReport write(PoolState state, int ratio) {
        return bigIp.pools()
                .write(
                        state,
                        state.members().stream()
                                .map(member -> new MemberShare(member, ratio, ratio))
                                .toList());
    }

    private static List<Integer> ratios(EmulatedBigIp unit) {
        return unit.emulator.ratioWrites().stream().map(RatioWrite::ratio).toList();
    }

    private static long asked(EmulatedBigIp unit) {
        return unit.emulator.requests().stream().filter(ROLES::equals).count();
    }

    private static List<String> poolRequests(BigIpEmulator unit) {
        return unit.requests().stream()
                .filter(request -> request.contains("/mgmt/tm/ltm/"))
                .toList();
    }

    @Test
    void onlyTheActiveUnitIsReadAndWritten() {
        assertThat(cycle(3).count(Outcome.WRITTEN)).isEqualTo(1);
        assertThat(ratios(one)).containsExactly(3);
        assertThat(poolRequests(two.emulator)).isEmpty();
    }

    @Test
    void theUnitThatIsNamedSecondMayBeTheActiveOne() {
        one.emulator.failover();
        assertThat(cycle(3).count(Outcome.WRITTEN)).isEqualTo(1);
        assertThat(ratios(two)).containsExactly(3);
        assertThat(poolRequests(one.emulator)).isEmpty();
    }

    @Test
    void aChangeWithoutAReadFindsTheActiveUnitToo() {
        one.emulator.failover();
        bigIp.dataGroups().create("/Common/routing", Map.of("1", "a"));
        assertThat(two.emulator.dataGroup("/Common/routing")).isPresent();
        assertThat(one.emulator.dataGroup("/Common/routing")).isEmpty();
    }

    @Test
    void aFailoverThatNothingElseShowsIsFollowedInTheSecondCycleAndNoStandbyIsWritten() {
        cycle(3);
        one.emulator.failover();
        WriteReport lost = cycle(4);
        assertThat(lost.count(Outcome.FAILED)).isEqualTo(1);
        assertThat(lost.failure())
                .isInstanceOf(BigIpException.Unreachable.class)
                .hasMessage(one.emulator.url() + ": is not the active unit any more, so nothing was written; from now"
                        + " on requests go to " + two.emulator.url());
        assertThat(cycle(4).count(Outcome.WRITTEN)).isEqualTo(1);
        assertThat(ratios(one)).containsExactly(3);
        assertThat(ratios(two)).containsExactly(4);
    }

    @Test
    void aFailoverBetweenReadAndWriteIsNoticedOnceASecondHasPassed() {
        PoolState state = bigIp.pools().read(POOL);
        one.emulator.failover();
        clock.advance(Duration.ofSeconds(1));
        assertThat(write(state, 5).failure()).isInstanceOf(BigIpException.Unreachable.class);
        assertThat(ratios(one)).isEmpty();
        assertThat(ratios(two)).isEmpty();
    }

    @Test
    void aUnitThatDiesIsLeftInTheCycleAfter() {
        cycle(3);
        one.emulator.failover();
        one.emulator.stop();
        clock.advance(CYCLE);
        assertThatThrownBy(() -> bigIp.pools().read(POOL)).isInstanceOf(BigIpException.Unreachable.class);
        assertThat(cycle(4).count(Outcome.WRITTEN)).isEqualTo(1);
        assertThat(ratios(two)).containsExactly(4);
    }

    @Test
    void aFailureOfAnotherKindIsNoFailover() {
        cycle(3);
        one.emulator.fault(
                ManagementFault.of(ManagementFault.Kind.BUSY).on("/mgmt/tm/ltm").times(1));
        clock.advance(CYCLE);
        assertThatThrownBy(() -> bigIp.pools().read(POOL)).isInstanceOf(BigIpException.Busy.class);
        long before = asked(one);
        assertThat(cycle(4).count(Outcome.WRITTEN)).isEqualTo(1);
        assertThat(ratios(one)).containsExactly(3, 4);
        // Asked after the failure, and that is fresh enough for the write.
        assertThat(asked(one)).isEqualTo(before + 1);
    }

    @Test
    void readsAskForTheRolesEveryTenSecondsOnly() {
        for (int i = 0; i < 11; i++) {
            clock.advance(CYCLE);
            bigIp.pools().read(POOL);
        }
        assertThat(asked(one)).isEqualTo(3);
        assertThat(asked(two)).isEqualTo(3);
    }

    @Test
    void aFailoverIsFollowedByReadsWithinTenSeconds() {
        bigIp.pools().read(POOL);
        one.emulator.failover();
        clock.advance(Duration.ofSeconds(10));
        bigIp.pools().read(POOL);
        assertThat(poolRequests(two.emulator)).hasSize(2);
    }

    @Test
    void twoActiveUnitsAreAReasonToHold() {
        cycle(3);
        two.emulator.active(true);
        clock.advance(Duration.ofSeconds(10));
        assertThatThrownBy(() -> bigIp.pools().read(POOL))
                .isInstanceOf(BigIpException.Unreachable.class)
                .hasMessageContaining("both say that they are the active unit, so nothing is read or written. Check"
                        + " the network between the two units");
        long before = asked(one);
        assertThatThrownBy(() -> bigIp.pools().read(POOL)).isInstanceOf(BigIpException.Unreachable.class);
        assertThat(asked(one)).isEqualTo(before);
        two.emulator.active(false);
        assertThat(cycle(4).count(Outcome.WRITTEN)).isEqualTo(1);
        assertThat(ratios(one)).containsExactly(3, 4);
        assertThat(ratios(two)).isEmpty();
    }

    @Test
    void noActiveUnitIsAReasonToHold() {
        one.emulator.active(false);
        assertThatThrownBy(() -> bigIp.pools().read(POOL))
                .isInstanceOf(BigIpException.Unreachable.class)
                .hasMessage(one.emulator.url() + " and " + two.emulator.url()
                        + ": neither says that it is the active unit, so nothing is read or written: the first says"
                        + " standby, the second says standby");
        one.emulator.active(true);
        assertThat(cycle(4).count(Outcome.WRITTEN)).isEqualTo(1);
    }

    @Test
    void aStandbyThatIsLeftAloneIsNotWritten() {
        cycle(3);
        two.emulator.stop();
        one.emulator.active(false);
        assertThat(cycle(4).failure())
                .isInstanceOf(BigIpException.Unreachable.class)
                .hasMessageContaining("the first says standby, the second does not say (")
                .hasMessageContaining("connection refused");
        assertThat(ratios(one)).containsExactly(3);
    }

    @Test
    void aPeerThatDoesNotAnswerIsNoHindranceAndLeftAloneForAMinute() {
        two.emulator.fault(ManagementFault.of(ManagementFault.Kind.HTML_503));
        try (CapturedLog log = new CapturedLog()) {
            for (int i = 0; i < 30; i++) {
                assertThat(cycle(1 + i % 2).failure()).isNull();
            }
            // Its login is what fails, at 2 s; then at 62 s, which this is not.
            assertThat(two.emulator.requests()).hasSize(1);
            assertThat(log.lines().stream().filter(line -> line.startsWith("WARN")))
                    .singleElement()
                    .asString()
                    .startsWith("WARN " + one.emulator.url() + " is the active unit, " + two.emulator.url()
                            + " does not say (");
        }
    }

    @Test
    void aClockThatIsPutBackMakesEverythingOld() {
        cycle(3);
        two.emulator.active(true);
        clock.advance(Duration.ofHours(-1));
        assertThatThrownBy(() -> bigIp.pools().read(POOL)).hasMessageContaining("both say");
    }

    @Test
    void whenBothFailAlikeThatIsTheFailure() {
        one.emulator.stop();
        two.emulator.stop();
        assertThatThrownBy(() -> bigIp.pools().read(POOL))
                .isInstanceOf(BigIpException.Unreachable.class)
                .hasMessageStartingWith(one.emulator.url() + "/mgmt/shared/authn/login: connection refused");
    }

    @Test
    void eachUnitHasItsOwnCertificate() {
        try (BigIp swapped = client(two.trust(), one.trust())) {
            assertThatThrownBy(swapped::login)
                    .isInstanceOf(BigIpException.Invalid.class)
                    .hasMessageContaining("BIGIP_CERT_SHA256=" + one.emulator.certSha256());
        }
    }

    @Test
    void twoAddressesOfOneUnitAreNoPair() {
        String local = "https://localhost:" + one.emulator.url().getPort();
        try (BigIp same = one.builder().peer(local, one.trust()).clock(clock).build()) {
            assertThatThrownBy(same::login)
                    .isInstanceOf(BigIpException.Invalid.class)
                    .hasMessageContaining("both lead to the same unit, /Common/bigip1.emulated. Give each unit's own");
        }
        assertThatThrownBy(() -> one.builder().peer(one.emulator.url().toString(), one.trust()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two addresses");
    }

    @Test
    void closingLogsOutOfBoth() {
        bigIp.login();
        bigIp.close();
        assertThat(one.emulator.requests()).last().asString().startsWith("DELETE " + PlayedBigIp.TOKENS);
        assertThat(two.emulator.requests()).last().asString().startsWith("DELETE " + PlayedBigIp.TOKENS);
    }

    @Test
    void theLoopNeitherSavesNorSynchronises() {
        for (int i = 0; i < 20; i++) {
            cycle(1 + i % 3);
        }
        one.emulator.failover();
        for (int i = 0; i < 20; i++) {
            cycle(1 + i % 3);
        }
        assertThat(ratios(one)).isNotEmpty();
        assertThat(ratios(two)).isNotEmpty();
        for (EmulatedBigIp unit : List.of(one, two)) {
            assertThat(unit.emulator.requests())
                    .allMatch(request -> request.startsWith("GET ")
                            || request.equals("POST " + PlayedBigIp.LOGIN)
                            || request.startsWith("PATCH /mgmt/tm/ltm/pool/~vllm~Shared~p/members/"));
        }
    }
}
