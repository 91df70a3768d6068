package io.llmlb.app.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.core.MemberId;
import io.llmlb.core.PoolName;
import io.llmlb.core.act.Availability;
import io.llmlb.core.act.PoolMember;
import io.llmlb.core.act.WriteReport;
import io.llmlb.core.control.Cycle;
import io.llmlb.core.control.Cycle.Outcome;
import io.llmlb.core.control.MemberCycle;
import io.llmlb.core.decide.Weight;
import io.llmlb.core.observe.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class HistoryProperties {
    private static final int MOST_MEMBERS = 50_000;

    private static Cycle cycle(int pool, int members, int second) {
        List<MemberCycle> all = IntStream.range(0, members)
                .mapToObj(i -> new MemberCycle(
                        new PoolMember(MemberId.of("10.0.0.1", 1 + i), "/Common/m", 1, Availability.AVAILABLE),
                        Optional.empty(),
                        Reading.NONE,
                        OptionalDouble.empty(),
                        Weight.of(1, ""),
                        List.of(),
                        1,
                        1,
                        WriteReport.Outcome.UNCHANGED))
                .toList();
        return new Cycle(
                new PoolName("/Common/p" + pool),
                Instant.EPOCH.plusSeconds(second),
                Duration.ZERO,
                Outcome.DONE,
                all,
                List.of(),
                null);
    }

    @Property(tries = 8)
    void whatIsKeptIsBoundedAndTheNewest(
            @ForAll @IntRange(min = 1, max = 60) int pools, @ForAll @IntRange(min = 0, max = 300) int members) {
        History history = new History();
        int rounds = 170;
        for (int second = 0; second < rounds; second++) {
            for (int pool = 0; pool < pools; pool++) {
                history.onCycle(cycle(pool, members, second));
            }
        }
        int kept = 0;
        for (PoolName pool : history.pools()) {
            List<Cycle> cycles = history.cycles(pool, Instant.MAX, Integer.MAX_VALUE);
            assertThat(cycles).hasSizeBetween(3, 150);
            assertThat(cycles)
                    .isSortedAccordingTo(Comparator.comparing(Cycle::at).reversed());
            assertThat(cycles.get(0).at()).isEqualTo(Instant.EPOCH.plusSeconds(rounds - 1));
            assertThat(history.cycles(pool, Instant.EPOCH.plusSeconds(rounds - 2), 1)
                            .get(0)
                            .at())
                    .isEqualTo(Instant.EPOCH.plusSeconds(rounds - 2));
            kept += cycles.stream().mapToInt(each -> each.members().size()).sum();
        }
        assertThat(history.pools()).hasSize(pools);
        assertThat(kept).isLessThanOrEqualTo(Math.max(MOST_MEMBERS, 3 * pools * members));
        history.keep(List.of(new PoolName("/Common/p0")));
        assertThat(history.pools()).containsExactly(new PoolName("/Common/p0"));
    }
}
