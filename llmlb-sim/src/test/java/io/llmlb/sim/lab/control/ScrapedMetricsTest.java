package io.llmlb.sim.lab.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmlb.core.FailureKind;
import io.llmlb.core.MemberId;
import io.llmlb.core.PoolName;
import io.llmlb.core.observe.Needs;
import io.llmlb.core.observe.Observation;
import io.llmlb.core.observe.Signal;
import io.llmlb.sim.SimException;
import io.llmlb.sim.lab.Arrival;
import io.llmlb.sim.lab.Arrivals;
import io.llmlb.sim.lab.Simulation;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import io.llmlb.sim.model.trace.Trace;
import io.llmlb.sim.model.vllm.ServerModel;
import io.llmlb.sim.model.vllm.ServerNumbers;
import io.llmlb.sim.model.vllm.ServerOptions;
import io.llmlb.sim.model.vllm.VllmProfile;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScrapedMetricsTest {
    private static final Member MEMBER = Member.of("Common", "10.0.0.1", 8000);
    private static final MemberId ID = MemberId.of("10.0.0.1", 8000);
    private static final Needs NEEDS = new Needs(
            Set.of(Signal.RUNNING, Signal.GENERATION_TOKENS, Signal.TIME_TO_FIRST_TOKEN),
            Set.of(Signal.TIME_TO_FIRST_TOKEN),
            Duration.ofSeconds(20));

    private final ServerModel server = new ServerModel(ServerOptions.of(VllmProfile.linear("a100"), "m"));
    private final Pool pool = new Pool(new PoolName("/Common/p"), "ratio-member", List.of(MEMBER));
    private final Simulation simulation = new Simulation(pool, Map.of(MEMBER.fullPath(), server), 1);
    private final Iterator<Arrival> arrivals = Arrivals.poisson(Trace.azureConversation(), 3, 1);
    private final SimulatedTime time = new SimulatedTime();
    private final ScrapedMetrics metrics = new ScrapedMetrics(simulation, Duration.ofSeconds(5), time, 1);

    @Test
    void aServerIsScrapedEveryFewSecondsFromARandomMomentOn() {
        metrics.discover(pool, 0);
        metrics.discover(pool, 0);
        Observation observation = at(60);
        assertThat(observation.of(ID).interval()).contains(Duration.ofSeconds(5));
        assertThat(age(observation)).isBetween(Duration.ZERO, Duration.ofSeconds(5));
    }

    @Test
    void itTellsWhatTheServerTellsAtThatMoment() {
        metrics.discover(pool, 0);
        Observation observation = at(60);
        // Times of samples are whole milliseconds.
        Duration justScraped = Duration.ofSeconds(65).minus(age(observation)).plusMillis(1);
        simulation.run(arrivals, justScraped, outcome -> {});
        time.set(justScraped.toNanos());
        Observation next = metrics.observe(Set.of(ID), NEEDS);
        assertThat(age(next)).isLessThanOrEqualTo(Duration.ofMillis(1));
        assertThat(next.of(ID).latest(Signal.RUNNING))
                .hasValue(server.metrics().numbers().running());
        assertThat(next.of(ID).latest(Signal.GENERATION_TOKENS))
                .hasValue(server.metrics().numbers().generationTokens());
    }

    @Test
    void ratesAndQuantilesCanBeMadeOfIt() {
        metrics.discover(pool, 0);
        Observation observation = at(60);
        Duration range = Duration.ofSeconds(20);
        assertThat(observation
                        .of(ID)
                        .rate(Signal.GENERATION_TOKENS, range, observation.asOf())
                        .orElseThrow())
                .isBetween(200.0, 1500.0);
        assertThat(observation
                        .of(ID)
                        .quantile(Signal.TIME_TO_FIRST_TOKEN, 0.5, range, observation.asOf())
                        .orElseThrow())
                .isBetween(0.01, 1.0);
    }

    @Test
    void onlyTheRangeThatIsAskedForIsTold() {
        metrics.discover(pool, 0);
        at(60);
        Observation brief =
                metrics.observe(Set.of(ID), new Needs(Set.of(Signal.RUNNING), Set.of(), Duration.ofSeconds(4)));
        assertThat(brief.of(ID).interval()).isEmpty();
        Observation none = metrics.observe(
                Set.of(MemberId.of("10.0.0.9", 8000)),
                new Needs(Set.of(Signal.RUNNING), Set.of(), Duration.ofSeconds(4)));
        assertThat(none.windows()).isEmpty();
    }

    @Test
    void aServerThatIsNotScrapedGrowsOld() {
        metrics.discover(pool, 0);
        at(30);
        metrics.reachable(MEMBER.fullPath(), false);
        assertThat(age(at(45))).isGreaterThan(Duration.ofSeconds(15));
        assertThat(at(55).windows()).isEmpty();
        metrics.reachable(MEMBER.fullPath(), true);
        assertThat(age(at(65))).isLessThanOrEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void aPageThatStandsStillIsYoungButTellsNothingNew() {
        metrics.discover(pool, 0);
        at(30);
        metrics.stuck(MEMBER.fullPath(), true);
        double tokens = server.metrics().numbers().generationTokens();
        Observation stuck = at(60);
        assertThat(age(stuck)).isLessThanOrEqualTo(Duration.ofSeconds(5));
        assertThat(stuck.of(ID).latest(Signal.GENERATION_TOKENS)).hasValue(tokens);
        metrics.stuck(MEMBER.fullPath(), false);
        assertThat(at(70).of(ID).latest(Signal.GENERATION_TOKENS).orElseThrow()).isGreaterThan(tokens);
    }

    @Test
    void whoFetchesAPageHimselfSeesWhatPrometheusWouldScrape() {
        at(30);
        String member = MEMBER.fullPath();
        double tokens = server.metrics().numbers().generationTokens();
        assertThat(page().generationTokens()).isEqualTo(tokens);
        metrics.stuck(member, true);
        metrics.down(true);
        simulation.run(arrivals, Duration.ofSeconds(60), outcome -> {});
        assertThat(page().generationTokens()).isEqualTo(tokens);
        metrics.stuck(member, false);
        assertThat(page().generationTokens()).isGreaterThan(tokens);
        metrics.reachable(member, false);
        assertThat(metrics.page(member, 0)).isEmpty();
        assertThat(metrics.page("/Common/10.0.0.9:8000", 0)).isEmpty();
    }

    @Test
    void aPrometheusThatIsDownFailsAndForgetsNothing() {
        metrics.discover(pool, 0);
        at(30);
        metrics.down(true);
        assertThatThrownBy(() -> at(31))
                .isInstanceOf(SimException.class)
                .satisfies(
                        failure -> assertThat(((SimException) failure).kind()).isEqualTo(FailureKind.BUSY));
        metrics.down(false);
        assertThat(at(32).of(ID).interval()).contains(Duration.ofSeconds(5));
    }

    private ServerNumbers page() {
        return metrics.page(MEMBER.fullPath(), 60_000_000_000L).orElseThrow();
    }

    private Observation at(int seconds) {
        simulation.run(arrivals, Duration.ofSeconds(seconds), outcome -> {});
        time.set(seconds * 1_000_000_000L);
        return metrics.observe(Set.of(ID), NEEDS);
    }

    private static Duration age(Observation observation) {
        return Duration.between(observation.of(ID).newest().orElseThrow(), observation.asOf());
    }
}
