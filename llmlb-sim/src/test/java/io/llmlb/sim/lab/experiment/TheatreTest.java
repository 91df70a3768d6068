package io.llmlb.sim.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.sim.lab.policy.Policies;
import io.llmlb.sim.lab.scenario.Model;
import io.llmlb.sim.lab.scenario.ScenarioBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is played is what happens to the servers and the pool. */
class TheatreTest {
    @Test
    void aSlowServerFillsUpAndEmptiesAgain() {
        Map<Integer, Track.Point> slow =
                points(play(Small.scenario().slow(0, 20, Small.seconds(20), Small.seconds(30)), "equal"), "a100-1");
        assertThat(slow.get(30).inFlight()).isGreaterThan(2 * slow.get(20).inFlight());
        assertThat(slow.get(55).inFlight()).isLessThan(slow.get(30).inFlight() / 2);
    }

    @Test
    void aServerThatJoinsIsThereFromThenOn() {
        Recording recording = play(Small.scenario().join("a100", Small.seconds(20)), "equal");
        Map<Integer, Track.Point> joined = points(recording, "a100-3");
        assertThat(joined.keySet()).containsExactlyInAnyOrderElementsOf(seconds(21, 60));
        assertThat(joined.get(21).inFlight()).isLessThan(10);
        assertThat(joined.get(40).inFlight()).isPositive();
        assertThat(points(recording, "a100-1").keySet()).containsExactlyInAnyOrderElementsOf(seconds(1, 60));
    }

    @Test
    void aServerThatLeavesIsThereUntilThen() {
        Recording recording = play(Small.scenario().leave(1, Small.seconds(20)), "equal");
        assertThat(points(recording, "a100-2").keySet()).containsExactlyInAnyOrderElementsOf(seconds(1, 20));
        assertThat(recording.row().failed()).as("its requests go on").isZero();
    }

    @Test
    void aServerThatRestartsLosesItsRequestsAndGetsNoneMeanwhile() {
        Recording recording = play(Small.scenario().restart(0, Small.seconds(20), Small.seconds(10)), "equal");
        Map<Integer, Track.Point> restarted = points(recording, "a100-1");
        assertThat(restarted.get(20).inFlight()).isPositive();
        for (int second = 21; second <= 30; second++) {
            assertThat(restarted.get(second).inFlight()).isZero();
        }
        assertThat(restarted.get(35).inFlight()).isPositive();
        assertThat(recording.row().failed()).as("but for those of the warm-up").isBetween(1L, (long)
                restarted.get(20).inFlight());
    }

    @Test
    void as3SetsEveryRatioBackToOne() {
        Recording recording = play(Small.scenario().as3Reset(Duration.ofMillis(29_800)), "static");
        Map<Integer, Track.Point> fast = points(recording, "a100-1");
        assertThat(fast.get(29).ratio()).isGreaterThan(1);
        assertThat(fast.get(31).ratio()).isEqualTo(1);
        assertThat(fast).as("gone for half a second").doesNotContainKey(30);
        assertThat(points(recording, "l4-1").get(29).ratio()).isEqualTo(1);
        assertThat(points(recording, "l4-1")).as("not drifted, so left alone").containsKey(30);
    }

    @Test
    void withoutPrometheusRatiosStandStill() {
        Recording recording = Run.recorded(
                Conditions.of(
                        Small.scenario()
                                .outage(Small.seconds(20), Small.seconds(40))
                                .build(),
                        Model.LINEAR,
                        0.9),
                Policies.named("ratio:article"),
                1);
        // What was on its way when it failed may still be written, and old samples are good for a while.
        assertThat(changes(recording, 30, 40)).isZero();
        assertThat(changes(recording, 10, 20)).isPositive();
        assertThat(changes(recording, 46, 60)).isPositive();
    }

    @Test
    void aPageThatStandsStillAndOneThatIsNotScrapedChangeTheCourse() {
        Recording calm = play(Small.scenario(), "ratio:article");
        Recording frozen = play(Small.scenario().frozen(0, Small.seconds(20), Small.seconds(60)), "ratio:article");
        Recording alone = play(Small.scenario().unscraped(0, Small.seconds(20), Small.seconds(60)), "ratio:article");
        for (Recording disturbed : List.of(frozen, alone)) {
            assertThat(until(disturbed, 20)).isEqualTo(until(calm, 20));
            assertThat(until(disturbed, 60)).isNotEqualTo(until(calm, 60));
        }
        assertThat(until(frozen, 60)).isNotEqualTo(until(alone, 60));
    }

    private static Recording play(ScenarioBuilder scenario, String policy) {
        return Run.recorded(Small.conditions(scenario.build()), Policies.named(policy), 1);
    }

    private static Map<Integer, Track.Point> points(Recording recording, String server) {
        return recording.tracks().stream()
                .filter(track -> track.server().equals(server))
                .flatMap(track -> track.points().stream())
                .collect(Collectors.toMap(Track.Point::second, point -> point));
    }

    private static List<Integer> seconds(int from, int to) {
        return IntStream.rangeClosed(from, to).boxed().toList();
    }

    private static long changes(Recording recording, int from, int to) {
        return recording.tracks().stream()
                .mapToLong(track -> track.points().stream()
                                .filter(point -> point.second() >= from && point.second() <= to)
                                .map(Track.Point::ratio)
                                .distinct()
                                .count()
                        - 1)
                .sum();
    }

    private static List<List<Track.Point>> until(Recording recording, int second) {
        return recording.tracks().stream()
                .map(track -> track.points().stream()
                        .filter(point -> point.second() <= second)
                        .toList())
                .toList();
    }
}
