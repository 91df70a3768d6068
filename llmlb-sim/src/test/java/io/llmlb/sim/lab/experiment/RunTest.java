package io.llmlb.sim.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmlb.sim.lab.Arrival;
import io.llmlb.sim.lab.Dispatcher;
import io.llmlb.sim.lab.control.Delays;
import io.llmlb.sim.lab.policy.Policies;
import io.llmlb.sim.lab.policy.Policy;
import io.llmlb.sim.lab.policy.Site;
import io.llmlb.sim.lab.scenario.Model;
import io.llmlb.sim.lab.scenario.Scenarios;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunTest {
    private static final String ARTICLE = "ratio:article/guards=bare";

    @ParameterizedTest
    @ValueSource(strings = {"equal", "static", "least-connections", "power-of-two", "oracle:ttft", ARTICLE, "rlc:auto"})
    void theSameSeedGivesTheSameRow(String policy) {
        Conditions conditions = Small.conditions().withTmms(4);
        Row row = Run.of(conditions, Policies.named(policy), 7);
        assertThat(Run.of(conditions, Policies.named(policy), 7)).isEqualTo(row);
        assertThat(Run.recorded(conditions, Policies.named(policy), 7).row()).isEqualTo(row);
        assertThat(Run.of(conditions, Policies.named(policy), 8)).isNotEqualTo(row);
        assertThat(row.policy()).isEqualTo(policy);
        assertThat(row.seed()).isEqualTo(7);
        assertThat(row.conditions()).isSameAs(conditions);
    }

    /** These numbers hold on every machine and every Java. */
    @Test
    void theRowsAreTheseEverywhere() {
        Conditions small = Small.conditions();
        assertThat(tell(small, "equal", 1))
                .isEqualTo("697 0.146195683 43.956737862 0.31654578619117646 98.659408141 1.2421989869721695 0 0.0");
        assertThat(tell(small, "least-connections", 1))
                .isEqualTo("697 0.114680653 2.485143839 0.1222595612264151 42.35649164 0.7348074655428893 0 0.0");
        assertThat(tell(small.withTmms(4), "power-of-two", 2))
                .isEqualTo("704 0.135830837 2.351479989 0.09272847173913043 34.525141366 0.7721038578289664 0 0.0");
        assertThat(tell(small, "oracle:ttft", 1))
                .isEqualTo("697 0.096781508 0.786126432 0.06644711439130435 26.8406309 0.1675269392821154 0 0.0");
        assertThat(tell(small, ARTICLE, 1))
                .isEqualTo(
                        "697 0.119449846 5.900199275 0.23033429767346938 38.59124043 0.8691205895007348 23 0.025048517738829157");
        Conditions mixed = Conditions.of(Small.scenario().lengths("azure_code").build(), Model.VLLM, 0.9);
        assertThat(tell(mixed, "oracle:work", 3))
                .isEqualTo("599 0.457734619 1.436200275 0.295750051 20.483652484 0.6854885644933278 0 0.0");
    }

    @Test
    void policiesMeetTheSameRequests() {
        Noted first = new Noted(0);
        Noted last = new Noted(2);
        Row one = Run.of(Small.conditions(), first, 5);
        Row other = Run.of(Small.conditions(), last, 5);
        assertThat(first.arrivals).isEqualTo(last.arrivals).hasSizeGreaterThan(500);
        assertThat(one.requests()).isEqualTo(other.requests());
        assertThat(one.ttftP99()).isNotEqualTo(other.ttftP99());
        Noted another = new Noted(0);
        Run.of(Small.conditions(), another, 6);
        assertThat(another.arrivals).isNotEqualTo(first.arrivals);
    }

    @Test
    void onlyRequestsBehindTheWarmUpAreMeasured() {
        Noted noted = new Noted(0);
        Row row = Run.of(Small.conditions(), noted, 5);
        long measured = noted.arrivals.stream()
                .filter(arrival -> arrival.time() >= 10_000_000_000L)
                .count();
        assertThat(row.requests()).isEqualTo(measured).isLessThan(noted.arrivals.size());
        assertThat(noted.arrivals).allMatch(arrival -> arrival.time() < 60_000_000_000L);
    }

    @Test
    void aRequestThatNobodyTakesHasFailed() {
        Row row = Run.of(Small.conditions(), new Noted(-1), 1);
        assertThat(row.failed()).isEqualTo(row.requests()).isPositive();
        assertThat(row.goodput()).isZero();
        assertThat(row.ttftP99()).isNaN();
    }

    @Test
    void oneThatIsNotFinishedLongBehindTheEndHasFailed() {
        // All go to one of the servers, ten times what all of them can do; and the end is ten times as far at most.
        Conditions hopeless = Conditions.of(Small.scenario().build(), Model.LINEAR, 10);
        Row row = Run.of(hopeless, new Noted(0), 1);
        assertThat(row.failed()).isBetween(1L, row.requests() - 1);
    }

    @Test
    void figuresAreInTheirRanges() {
        for (String policy : List.of("equal", "oracle:ttft", ARTICLE)) {
            Row row = Run.of(Small.conditions(), Policies.named(policy), 1);
            assertThat(row.ttftP50()).isPositive().isLessThanOrEqualTo(row.ttftP90());
            assertThat(row.ttftP90()).isLessThanOrEqualTo(row.ttftP99());
            assertThat(row.e2eP50()).isLessThanOrEqualTo(row.e2eP99());
            assertThat(row.ttftP99()).isLessThanOrEqualTo(row.e2eP99());
            assertThat(row.goodput()).isBetween(0.0, 1.0);
            assertThat(row.failed()).isZero();
            assertThat(row.writes() > 0).isEqualTo(policy.equals(ARTICLE));
            assertThat(row.churn() > 0).isEqualTo(policy.equals(ARTICLE));
            assertThat(row.minuteP99()).isEmpty();
            assertThat(row.backlogGrowth()).isEmpty();
        }
    }

    @Test
    void aWatchedChangeHasFigures() {
        Row row = Run.of(
                Small.conditions(Small.scenario()
                        .slow(0, 10, Small.seconds(20), Small.seconds(60))
                        .watch(Small.seconds(20), Small.seconds(50))
                        .build()),
                Policies.named("equal"),
                1);
        assertThat(row.backlogGrowth().orElseThrow()).isGreaterThan(2);
        assertThat(row.minuteP99().orElseThrow()).isGreaterThanOrEqualTo(row.ttftP50());
    }

    @Test
    void slowerScrapesChangeWhatTheControllerDoes() {
        Conditions often = Small.conditions();
        Conditions seldom =
                often.withDelays(Delays.USUAL.withScrape(Duration.ofSeconds(15)).withInterval(Duration.ofSeconds(10)));
        Policy article = Policies.named(ARTICLE);
        assertThat(Run.of(seldom, article, 1).writes())
                .isLessThan(Run.of(often, article, 1).writes());
    }

    @Test
    void writesAreCountedWhileRequestsCome() {
        Row row = Run.of(Small.conditions(), Policies.named("ratio:bad-random/guards=bare/max=100"), 1);
        assertThat(row.writes()).as("of three members in 30 cycles").isBetween(45L, 90L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ratio:article", "peer:s2_enhanced"})
    void aPageThatStandsStillOrCannotBeReachedMisleadsWhoeverReadsIt(String policy) {
        Conditions frozen = Small.conditions(
                Small.scenario().frozen(2, Small.seconds(20), Small.seconds(50)).build());
        Conditions unreachable = Small.conditions(Small.scenario()
                .unscraped(2, Small.seconds(20), Small.seconds(50))
                .build());
        assertThat(tell(frozen, policy, 1)).isNotEqualTo(tell(Small.conditions(), policy, 1));
        assertThat(tell(unreachable, policy, 1)).isNotEqualTo(tell(Small.conditions(), policy, 1));
    }

    @Test
    void everyScenarioRunsOnBothModels() {
        for (Model model : Model.values()) {
            Row row = Run.of(Conditions.of(Scenarios.JOIN, model, 0.2), Policies.named("rlc:article"), 1);
            assertThat(row.failed()).isZero();
            assertThat(row.minuteP99()).isPresent();
        }
    }

    @Test
    void anInterruptedRunEnds() {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> Run.of(Small.conditions(), Policies.named("equal"), 1))
                    .isInstanceOf(CancellationException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private static String tell(Conditions conditions, String policy, long seed) {
        Row row = Run.of(conditions, Policies.named(policy), seed);
        return row.requests() + " " + row.ttftP50() + " " + row.ttftP99() + " " + row.tpotP99() + " " + row.e2eP99()
                + " " + row.imbalance() + " " + row.writes() + " " + row.churn();
    }

    /** Sends everything to one server, and writes down what comes. */
    private static final class Noted implements Policy {
        private final int server;
        private final List<Arrival> arrivals = new ArrayList<>();

        Noted(int server) {
            this.server = server;
        }

        @Override
        public String name() {
            return "noted";
        }

        @Override
        public void begin(Site site) {
            site.simulation().dispatcher(new Dispatcher() {
                @Override
                public Optional<String> choose(Arrival arrival, int tmm, Set<String> refused) {
                    arrivals.add(arrival);
                    return server < 0
                            ? Optional.empty()
                            : Optional.of(site.pool().members().get(server).fullPath());
                }
            });
        }
    }
}
