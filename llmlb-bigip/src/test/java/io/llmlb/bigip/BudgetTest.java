package io.llmlb.bigip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmlb.core.PoolName;
import io.llmlb.core.act.MemberShare;
import io.llmlb.core.act.PoolMember;
import io.llmlb.core.act.PoolState;
import io.llmlb.core.act.WriteReport;
import io.llmlb.core.act.WriteReport.Outcome;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import io.llmlb.sim.model.bigip.RatioWrite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BudgetTest {
    private static final PoolName POOL = new PoolName("/vllm/Shared/p");
    private static final PoolName OTHER = new PoolName("/vllm/Shared/q");

    private final TestClock clock = new TestClock();
    private final Budget budget = new Budget(10, 60, clock);

    private int writes(PoolName pool, int wanted) {
        int done = 0;
        while (done < wanted && budget.mayWrite(pool, 1)) {
            done++;
        }
        return done;
    }

    @Test
    void aSecondsRequestsGoAtOnceAndTheNextWaitsForItsPlace() {
        for (int i = 0; i < 10; i++) {
            assertThat(budget.request()).isZero();
        }
        assertThat(budget.request()).isEqualTo(Duration.ofMillis(100));
        clock.advance(Duration.ofMillis(100));
        assertThat(budget.request()).isEqualTo(Duration.ofMillis(100));
        clock.advance(Duration.ofSeconds(60));
        for (int i = 0; i < 10; i++) {
            assertThat(budget.request()).isZero();
        }
        assertThat(budget.request()).isPositive();
    }

    @Test
    void aClockThatStandsOrIsSetBackLetsNobodyWaitLonger() {
        for (int i = 0; i < 50; i++) {
            assertThat(budget.request()).isLessThanOrEqualTo(Duration.ofMillis(100));
        }
        clock.advance(Duration.ofHours(-1));
        assertThat(budget.request()).isEqualTo(Duration.ofMillis(100));
        clock.advance(Duration.ofMillis(300));
        assertThat(budget.request()).isZero();
    }

    @Test
    void twentyRatiosGoAtOnceThenOneASecond() {
        assertThat(writes(POOL, 100)).isEqualTo(20);
        for (int second = 0; second < 600; second++) {
            clock.advance(Duration.ofSeconds(1));
            assertThat(writes(POOL, 100)).isEqualTo(1);
        }
        clock.advance(Duration.ofHours(1));
        assertThat(writes(POOL, 100)).isEqualTo(20);
    }

    @Test
    void aRestlessPoolDoesNotStarveAnother() {
        assertThat(writes(POOL, 100)).isEqualTo(20);
        assertThat(writes(OTHER, 100)).isZero();
        int first = 0;
        int second = 0;
        for (int i = 0; i < 100; i++) {
            clock.advance(Duration.ofSeconds(2));
            first += writes(POOL, 8);
            second += writes(OTHER, 8);
        }
        assertThat(first).isBetween(95, 105);
        assertThat(first + second).isBetween(198, 200);
    }

    @Test
    void theLargestErrorOfAllPoolsIsWrittenFirst() {
        assertThat(writes(POOL, 100)).isEqualTo(20);
        assertThat(budget.mayWrite(POOL, 0.2)).isFalse();
        assertThat(budget.mayWrite(OTHER, 0.9)).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(budget.mayWrite(POOL, 0.2)).isFalse();
        assertThat(budget.mayWrite(OTHER, 0.9)).isTrue();
        assertThat(budget.mayWrite(OTHER, 0.1)).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(budget.mayWrite(OTHER, 0.1)).isFalse();
        assertThat(budget.mayWrite(POOL, 0.2)).isTrue();
    }

    @Test
    void aMinuteOfWaitingCountsAsMuchAsAFactorOfE() {
        assertThat(writes(POOL, 100)).isEqualTo(20);
        int grantedAfter = 0;
        for (int second = 1; grantedAfter == 0; second++) {
            clock.advance(Duration.ofSeconds(1));
            assertThat(budget.mayWrite(OTHER, 1.5)).isEqualTo(second < 30);
            grantedAfter = budget.mayWrite(POOL, 1) ? second : 0;
        }
        assertThat(grantedAfter).isEqualTo(30);
    }

    @Test
    void aPoolThatWantsNothingAnyMoreKeepsNobodyWaiting() {
        assertThat(writes(POOL, 100)).isEqualTo(20);
        clock.advance(Duration.ofSeconds(1));
        assertThat(budget.mayWrite(OTHER, 0.1)).isFalse();
        budget.wantsNothing(POOL);
        assertThat(budget.mayWrite(OTHER, 0.1)).isTrue();
    }

    @Test
    void whatCanWaitHasTimeAsLongAsHalfASecondsRequestsAreLeft() {
        for (int i = 0; i < 5; i++) {
            budget.request();
        }
        assertThat(budget.hasRoom()).isTrue();
        budget.request();
        assertThat(budget.hasRoom()).isFalse();
    }

    @Test
    void aPoolThatDoesNotAskAgainReservesNothingForLong() {
        assertThat(writes(POOL, 100)).isEqualTo(20);
        assertThat(writes(OTHER, 1)).isZero();
        // The first is before the other one in line, which has to leave it one.
        clock.advance(Duration.ofSeconds(1));
        assertThat(writes(OTHER, 1)).isZero();
        clock.advance(Duration.ofSeconds(30));
        assertThat(writes(OTHER, 100)).isEqualTo(20);
    }

    @Test
    void aClockThatIsSetBackForgetsWhoWaits() {
        assertThat(writes(POOL, 100)).isEqualTo(20);
        assertThat(writes(OTHER, 1)).isZero();
        clock.advance(Duration.ofHours(-1));
        budget.mayWrite(OTHER, 1);
        clock.advance(Duration.ofSeconds(1));
        assertThat(writes(OTHER, 2)).isEqualTo(1);
    }

    private static void addPool(EmulatedBigIp device, PoolName pool, int size) {
        List<Member> members = IntStream.rangeClosed(1, size)
                .mapToObj(i -> Member.of("vllm", "10.0.0." + i, 8000))
                .toList();
        device.emulator.addPool(new Pool(pool, "ratio-member", members));
    }

    @Test
    void whatTheBudgetHasRoomForGoesAtOnceTheLargestChangeFirst() {
        try (EmulatedBigIp device = new EmulatedBigIp();
                BigIp bigIp =
                        device.builder().clock(clock).pause(clock::advance).build()) {
            addPool(device, POOL, 20);
            PoolState state = bigIp.pools().read(POOL);
            List<Integer> wanted = IntStream.rangeClosed(2, 21).boxed().toList();
            WriteReport report = bigIp.pools().write(state, shares(state, wanted));
            assertThat(report.count(Outcome.WRITTEN)).isEqualTo(20);
            assertThat(report.partWay()).isEmpty();
            assertThat(device.emulator.ratioWrites().stream().map(RatioWrite::ratio))
                    .isEqualTo(IntStream.rangeClosed(2, 21)
                            .map(i -> 23 - i)
                            .boxed()
                            .toList());
        }
    }

    @Test
    void whatIsOverTheBudgetComesInStepsThatOverloadNobody() {
        try (EmulatedBigIp device = new EmulatedBigIp();
                BigIp bigIp =
                        device.builder().clock(clock).pause(clock::advance).build()) {
            addPool(device, POOL, 25);
            PoolState state = bigIp.pools().read(POOL);
            // One is to get much less than the others, which is why they are to have more.
            List<Integer> wanted = new ArrayList<>(Collections.nCopies(24, 10));
            wanted.add(1);
            WriteReport first = bigIp.pools().write(state, shares(state, wanted));
            assertThat(first.failure()).isNull();
            assertThat(first.count(Outcome.DEFERRED)).isEqualTo(24 - first.count(Outcome.WRITTEN));
            assertThat(first.partWay().values()).isNotEmpty().allMatch(ratio -> ratio > 1 && ratio < 10);
            for (int i = 0; i < 60; i++) {
                clock.advance(Duration.ofSeconds(2));
                state = bigIp.pools().read(POOL);
                double sum =
                        state.members().stream().mapToInt(PoolMember::ratio).sum();
                assertThat(state.members()).allMatch(member -> member.ratio() / sum < 2 * 10 / 241.0);
                bigIp.pools().write(state, shares(state, wanted));
            }
            assertThat(bigIp.pools().read(POOL).members())
                    .extracting(PoolMember::ratio)
                    .containsExactlyElementsOf(wanted);
        }
    }

    @Test
    void aSingleRatioGoesOnlyAsFarAsTheOthersAllow() {
        try (EmulatedBigIp device = new EmulatedBigIp();
                BigIp bigIp =
                        device.builder().clock(clock).pause(clock::advance).build()) {
            addPool(device, POOL, 8);
            addPool(device, OTHER, 20);
            PoolState other = bigIp.pools().read(OTHER);
            bigIp.pools().write(other, shares(other, Collections.nCopies(20, 2)));
            PoolState state = bigIp.pools().read(POOL);
            WriteReport report = bigIp.pools().write(state, shares(state, List.of(20, 10, 10, 10, 10, 10, 10, 10)));
            assertThat(report.partWay()).containsEntry(state.members().get(0).id(), 3);
        }
    }

    private static List<MemberShare> shares(PoolState state, List<Integer> wanted) {
        List<MemberShare> shares = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            shares.add(new MemberShare(state.members().get(i), wanted.get(i), wanted.get(i)));
        }
        return shares;
    }

    @Test
    void requestsOverTheBudgetWaitAndAreNotRefused() {
        List<Duration> waits = new ArrayList<>();
        try (EmulatedBigIp device = new EmulatedBigIp();
                BigIp bigIp = device.builder()
                        .clock(clock)
                        .requestsPerSecond(4)
                        .pause(time -> {
                            waits.add(time);
                            clock.advance(time);
                        })
                        .build()) {
            device.emulator.addPool(new Pool(POOL, "ratio-member", List.of()));
            for (int i = 0; i < 3; i++) {
                assertThat(bigIp.pools().read(POOL).members()).isEmpty();
            }
            // A login and six reads.
            assertThat(waits).hasSize(3).containsOnly(Duration.ofMillis(250));
        }
    }

    @Test
    void anInterruptedWaitIsUnreachable() {
        try (EmulatedBigIp device = new EmulatedBigIp();
                BigIp bigIp = device.builder()
                        .clock(clock)
                        .requestsPerSecond(1)
                        .pause(time -> {
                            throw new InterruptedException();
                        })
                        .build()) {
            assertThatThrownBy(() -> bigIp.pools().read(POOL))
                    .isInstanceOf(BigIpException.Unreachable.class)
                    .hasMessageContaining("interrupted while waiting for its turn");
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void aBudgetIsPositive() {
        BigIp.Builder builder = BigIp.builder("192.0.2.1");
        assertThatThrownBy(() -> builder.requestsPerSecond(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("requests a second are 1 to 1000, but this is 0");
        assertThatThrownBy(() -> builder.ratiosPerMinute(60_001))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ratios a minute are 1 to 60000, but this is 60001");
    }
}
