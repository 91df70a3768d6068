package io.llmlb.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.llmlb.core.PoolName;
import io.llmlb.sim.lab.experiment.Conditions;
import io.llmlb.sim.lab.experiment.Run;
import io.llmlb.sim.lab.policy.Policies;
import io.llmlb.sim.lab.scenario.Model;
import io.llmlb.sim.lab.scenario.Scenario;
import io.llmlb.sim.lab.scenario.Scenarios;
import io.llmlb.sim.lab.scenario.Traffic;
import io.llmlb.sim.live.RequestKind;
import io.llmlb.sim.live.TrafficResult;
import io.llmlb.sim.live.TrafficSnapshot;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import io.llmlb.sim.model.trace.Trace;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a live row is made of; the row itself takes minutes. */
class LiveRowTest {
    private static final Scenario SCENARIO = Scenarios.MIXED.lasting(Duration.ofSeconds(20), Duration.ofSeconds(10));

    @Test
    void requestsAfterTheWarmUpAreMeasuredWhateverBecameOfThem() {
        List<TrafficResult> ended = List.of(
                result(9, 9000, ""),
                result(10, 300, ""),
                result(11, 100, ""),
                result(12, 0, "HTTP 503"),
                result(13, 200, ""),
                result(20, 9000, ""));
        List<TrafficResult> brokenOff =
                List.of(result(8, 0, "closed"), result(14, 400, "closed"), result(19, 0, "closed"));

        LiveRow row = LiveRow.of(SCENARIO, snapshot(ended, List.of()), snapshot(ended, brokenOff), 7);

        assertThat(row)
                .isEqualTo(
                        new LiveRow(6, 1, 1, 0.3, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, 0.019, 0.019, 7));
    }

    @Test
    void theTraceIsThatOfTheSimulationAndOneRequestMore() {
        Conditions conditions = Conditions.of(SCENARIO, Model.LINEAR, 0.3);

        Trace trace = LiveReplay.trace(conditions, 5);

        long measured = trace.requests().stream()
                .filter(request -> request.arrivalNanos() >= 10e9 && request.arrivalNanos() < 20e9)
                .count();
        assertThat(measured)
                .isEqualTo(Run.of(conditions, Policies.named("static"), 5).requests());
        assertThat(trace.requests().stream().filter(request -> request.arrivalNanos() >= 20e9))
                .hasSize(1);
    }

    @Test
    void staticRatiosAreThoseOfTheLaboratory() {
        List<Member> members = IntStream.rangeClosed(1, 8)
                .mapToObj(i -> Member.of("Common", "10.0.0." + i, 8000))
                .toList();
        Pool pool = new Pool(new PoolName("/Common/p"), "ratio-member", members);

        LivePolicy.named("static").setUp(pool, SCENARIO.capacities(Model.LINEAR, Traffic.POISSON));

        List<Integer> laboratory =
                Run.recorded(Conditions.of(SCENARIO, Model.LINEAR, 0.1), Policies.named("static"), 1).tracks().stream()
                        .map(track -> track.points().get(0).ratio())
                        .toList();
        assertThat(pool.members()).extracting(Member::ratio).containsExactlyElementsOf(laboratory);
        assertThat(laboratory).containsExactly(7, 7, 4, 4, 4, 4, 1, 1);
    }

    @Test
    void policiesHaveTheModesOfTheLaboratory() {
        assertThat(Stream.of("equal", "least-connections", "ratio:auto", "rlc:water-filling")
                        .map(LivePolicy::named)
                        .map(policy -> policy.loadBalancingMode() + " "
                                + policy.strategy().orElse("")))
                .containsExactly(
                        "ratio-member ",
                        "least-connections-member ",
                        "ratio-member auto",
                        "ratio-least-connections-member water-filling");
        for (String name : List.of("oracle:ttft", "ratio:best", "peer:s1", "ratio:auto/max=7", "")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> LivePolicy.named(name))
                    .withMessageStartingWith("there is no live policy \"" + name + "\"");
        }
    }

    private static TrafficResult result(int second, int firstTokenMillis, String failure) {
        return new TrafficResult(
                RequestKind.CHAT,
                Duration.ofSeconds(second),
                Duration.ofMillis(second),
                Duration.ofMillis(firstTokenMillis),
                Duration.ofMillis(firstTokenMillis + 1000),
                1,
                1,
                "",
                failure);
    }

    private static TrafficSnapshot snapshot(List<TrafficResult> ended, List<TrafficResult> brokenOff) {
        return new TrafficSnapshot(
                0, 0, 0, 0, Stream.concat(ended.stream(), brokenOff.stream()).toList());
    }
}
