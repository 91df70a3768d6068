package io.llmlb.sim.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.llmlb.core.PoolName;
import io.llmlb.sim.lab.Arrival;
import io.llmlb.sim.lab.Dispatcher;
import io.llmlb.sim.lab.Simulation;
import io.llmlb.sim.lab.scenario.Scenario;
import io.llmlb.sim.model.bigip.Pool;
import io.llmlb.sim.model.vllm.PromptBlocks;
import io.llmlb.sim.model.vllm.ServerModel;
import io.llmlb.sim.model.vllm.ServerOptions;
import io.llmlb.sim.model.vllm.VllmProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Figures of a pool of two whose state is known at every second. */
class ObserverTest {
    private static final String ONE = Theatre.member(0).fullPath();
    private static final String OTHER = Theatre.member(1).fullPath();

    private final Pool pool =
            new Pool(new PoolName("/Common/p"), "ratio-member", List.of(Theatre.member(0), Theatre.member(1)));
    private final Simulation simulation = new Simulation(pool, servers(), 1);
    private final Observer observer = new Observer(simulation, pool, Map.of(ONE, 1.0, OTHER, 3.0), 2_000_000_000L);

    @Test
    void imbalanceIsTheVariationOfWhatIsInFlightForItsCapacity() {
        // From second 2 on: 3 in flight at the one, 3 at the other, which does three times as much: 3 and 1.
        List<Arrival> arrivals = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            arrivals.add(new Arrival(1_500_000_000L, 10, 100_000, PromptBlocks.NONE));
        }
        int[] turn = {0};
        simulation.dispatcher(new Dispatcher() {
            @Override
            public Optional<String> choose(Arrival arrival, int tmm, Set<String> refused) {
                return Optional.of(turn[0]++ % 2 == 0 ? ONE : OTHER);
            }
        });
        simulation.run(arrivals.iterator(), Duration.ofSeconds(10), outcome -> {});
        assertThat(observer.imbalance()).isCloseTo(0.5, within(1e-12));
        assertThat(observer.points(OTHER))
                .hasSize(10)
                .startsWith(new Track.Point(1, 1, 0), new Track.Point(2, 1, 3))
                .endsWith(new Track.Point(10, 1, 3));
    }

    @Test
    void churnIsTheMeanChangeOfSharesInASecond() {
        // From halves to three quarters and one quarter at second 5; seconds 2 to 10 are measured.
        simulation.at(4_500_000_000L, at -> pool.configure(ONE, member -> member.withRatio(3)));
        // Of no effect: a change before it measures.
        simulation.at(1_200_000_000L, at -> pool.configure(OTHER, member -> member.withRatio(1)));
        simulation.run(List.<Arrival>of().iterator(), Duration.ofSeconds(10), outcome -> {});
        assertThat(observer.churn()).isCloseTo(0.25 / 9, within(1e-12));
    }

    @Test
    void aMemberThatComesOrGoesIsNoChurn() {
        simulation.at(4_500_000_000L, at -> pool.remove(ONE));
        simulation.run(List.<Arrival>of().iterator(), Duration.ofSeconds(10), outcome -> {});
        assertThat(observer.churn()).isZero();
        assertThat(observer.points(ONE)).hasSize(4);
    }

    @Test
    void backlogIsTheMeanOfTenSeconds() {
        List<Arrival> arrivals = new ArrayList<>();
        for (int second = 0; second < 40; second++) {
            arrivals.add(new Arrival(second * 1_000_000_000L + 1, 10, 60_000, PromptBlocks.NONE));
        }
        simulation.run(arrivals.iterator(), Duration.ofSeconds(40), outcome -> {});
        Scenario.Span span = new Scenario.Span(Duration.ofSeconds(10), Duration.ofSeconds(40));
        // 1 to 10 requests before, 31 to 40 at the end.
        assertThat(observer.backlogGrowth(Optional.of(span)).orElseThrow()).isCloseTo(35.5 / 5.5, within(1e-12));
        assertThat(observer.backlogGrowth(Optional.empty())).isEmpty();
    }

    @Test
    void nothingIsSeenAfterItIsStopped() {
        simulation.at(4_500_000_000L, at -> observer.stop());
        simulation.run(List.<Arrival>of().iterator(), Duration.ofSeconds(10), outcome -> {});
        assertThat(observer.points(ONE)).hasSize(4);
    }

    private static Map<String, ServerModel> servers() {
        Map<String, ServerModel> servers = new LinkedHashMap<>();
        for (String path : List.of(ONE, OTHER)) {
            servers.put(path, new ServerModel(ServerOptions.of(VllmProfile.linear("a100"), "m")));
        }
        return servers;
    }
}
