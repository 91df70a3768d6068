package io.llmlb.bigip;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.core.PoolName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class BudgetProperties {
    /** However pools ask, between any two moments no more is written than a burst and the time's share. */
    @Property
    void inNoStretchOfTimeAreThereMoreWritesThanItsShare(
            @ForAll @IntRange(min = 1, max = 600) int perMinute,
            @ForAll @Size(max = 200) List<@IntRange(min = 0, max = 4_000) Integer> pausesMillis,
            @ForAll @IntRange(min = 1, max = 5) int pools) {
        TestClock clock = new TestClock();
        Budget budget = new Budget(10, perMinute, clock);
        List<Instant> granted = new ArrayList<>();
        for (int i = 0; i < pausesMillis.size(); i++) {
            clock.advance(Duration.ofMillis(pausesMillis.get(i)));
            for (int ask = 0; ask < 3; ask++) {
                int pool = (i + ask) % pools;
                if (budget.mayWrite(new PoolName("/Common/p" + pool), pool * 0.3)) {
                    granted.add(clock.instant());
                }
            }
        }
        double burst = Math.max(1, perMinute / 3.0);
        for (int from = 0; from < granted.size(); from++) {
            for (int to = from; to < granted.size(); to++) {
                double seconds =
                        Duration.between(granted.get(from), granted.get(to)).toMillis() / 1000.0;
                assertThat((double) (to - from + 1)).isLessThanOrEqualTo(burst + seconds * perMinute / 60 + 1e-6);
            }
        }
    }

    /** Whatever the errors are, of pools that go on asking none waits for ever: a minute makes up for a factor of e. */
    @Property
    void aSmallErrorWaitsNoLongerThanItTakesToOutgrowTheLargest(
            @ForAll @DoubleRange(min = 0, max = 4) double small, @ForAll @IntRange(min = 1, max = 10) int others) {
        TestClock clock = new TestClock();
        Budget budget = new Budget(10, 60, clock);
        PoolName patient = new PoolName("/Common/patient");
        while (budget.mayWrite(patient, small)) {
            // until the burst is spent
        }
        Instant began = clock.instant();
        boolean written = false;
        while (!written) {
            clock.advance(Duration.ofSeconds(1));
            for (int i = 0; i < others; i++) {
                budget.mayWrite(new PoolName("/Common/p" + i), 4);
            }
            written = budget.mayWrite(patient, small);
        }
        double seconds = Duration.between(began, clock.instant()).toSeconds();
        assertThat(seconds).isLessThanOrEqualTo((4 - small) * 60 + 2 * others + 2);
    }

    /** Whoever waits for as long as is said, request by request, is never over the rate. */
    @Property
    void requestsThatWaitAsToldKeepTheRate(
            @ForAll @IntRange(min = 1, max = 50) int perSecond, @ForAll @IntRange(min = 1, max = 300) int count) {
        TestClock clock = new TestClock();
        Budget budget = new Budget(perSecond, 60, clock);
        Instant began = clock.instant();
        for (int i = 0; i < count; i++) {
            clock.advance(budget.request());
        }
        double seconds = Duration.between(began, clock.instant()).toNanos() / 1e9;
        assertThat((double) count).isLessThanOrEqualTo(perSecond + seconds * perSecond + 1e-6);
    }
}
