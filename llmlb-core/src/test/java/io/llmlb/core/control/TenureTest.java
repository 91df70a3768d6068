package io.llmlb.core.control;

import static io.llmlb.core.control.World.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.core.MemberId;
import io.llmlb.core.act.Availability;
import io.llmlb.core.act.LoadBalancingMode;
import io.llmlb.core.act.PoolMember;
import io.llmlb.core.act.PoolState;
import io.llmlb.core.observe.Observation;
import io.llmlb.core.observe.SampleWindow;
import io.llmlb.core.observe.SeriesKey;
import io.llmlb.core.observe.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TenureTest {
    private static final Instant T = Instant.ofEpochSecond(1_000_000);

    private final Tenure tenure = new Tenure();
    private final Map<MemberId, Availability> pool =
            new TreeMap<>(Map.of(id(1), Availability.AVAILABLE, id(2), Availability.AVAILABLE));
    private final Map<MemberId, Double> finished = new HashMap<>();

    private Map<MemberId, Duration> at(long seconds) {
        List<PoolMember> members = new ArrayList<>();
        pool.forEach((id, availability) -> members.add(new PoolMember(id, "/Common/" + id, 1, availability)));
        Map<MemberId, SampleWindow> windows = new HashMap<>();
        finished.forEach((id, count) -> windows.put(
                id,
                SampleWindow.builder()
                        .add(SeriesKey.value(Signal.FINISHED, ""), T.plusSeconds(seconds), count)
                        .build()));
        return tenure.of(
                new PoolState(World.POOL, LoadBalancingMode.RATIO, "ratio-member", members),
                new Observation(T.plusSeconds(seconds), windows, true, List.of()));
    }

    @Test
    void whoWasThereAtTheFirstLookServesFromTheStart() {
        assertThat(at(0)).isEmpty();
        assertThat(at(100)).isEmpty();
    }

    @Test
    void whoJoinsServesSinceThen() {
        at(0);
        pool.put(id(3), Availability.AVAILABLE);

        assertThat(at(2)).isEqualTo(Map.of(id(3), Duration.ZERO));
        assertThat(at(12)).isEqualTo(Map.of(id(3), Duration.ofSeconds(10)));
    }

    @Test
    void whoWasAwayOrDownForLongIsNewAndForAMomentIsNot() {
        for (Availability away : new Availability[] {null, Availability.DOWN, Availability.DISABLED}) {
            assertThat(away(away, 20)).isEmpty();
            assertThat(away(away, 40)).isEqualTo(Map.of(id(2), Duration.ZERO));
        }
    }

    @Test
    void twoMomentsAwayAreNotOneLongAbsence() {
        Tenure tenure = new Tenure();
        look(tenure, Availability.AVAILABLE, T);
        for (int second : new int[] {20, 100}) {
            look(tenure, Availability.DOWN, T.plusSeconds(second));
            look(tenure, Availability.AVAILABLE, T.plusSeconds(second + 10));
        }
        look(tenure, Availability.DOWN, T.plusSeconds(200));

        assertThat(look(tenure, Availability.AVAILABLE, T.plusSeconds(210))).isEmpty();
    }

    private static Map<MemberId, Duration> away(Availability away, int seconds) {
        Tenure tenure = new Tenure();
        look(tenure, Availability.AVAILABLE, T);
        for (int i = 1; i < seconds; i++) {
            look(tenure, away, T.plusSeconds(i));
        }
        return look(tenure, Availability.AVAILABLE, T.plusSeconds(seconds));
    }

    private static Map<MemberId, Duration> look(Tenure tenure, Availability second, Instant now) {
        List<PoolMember> members = new ArrayList<>();
        members.add(new PoolMember(id(1), "/Common/1", 1, Availability.AVAILABLE));
        if (second != null) {
            members.add(new PoolMember(id(2), "/Common/2", 1, second));
        }
        return tenure.of(
                new PoolState(World.POOL, LoadBalancingMode.RATIO, "ratio-member", members), Observation.empty(now));
    }

    @Test
    void whoseCountersBeginAnewServesSinceThen() {
        finished.put(id(1), 1000.0);
        finished.put(id(2), 5.0);
        at(0);
        finished.put(id(1), 3.0);
        finished.put(id(2), 6.0);

        assertThat(at(5)).isEqualTo(Map.of(id(1), Duration.ZERO));
        finished.remove(id(1)); // a missed scrape is no restart
        assertThat(at(10)).isEqualTo(Map.of(id(1), Duration.ofSeconds(5)));
        finished.put(id(1), 4.0);
        assertThat(at(15)).isEqualTo(Map.of(id(1), Duration.ofSeconds(10)));
    }

    @Test
    void aClockThatIsPutBackStartsTheCountAgain() {
        at(10_000);
        pool.put(id(3), Availability.AVAILABLE);
        at(10_002);

        assertThat(at(5)).isEqualTo(Map.of(id(3), Duration.ZERO));
        assertThat(at(15)).isEqualTo(Map.of(id(3), Duration.ofSeconds(10)));
    }
}
