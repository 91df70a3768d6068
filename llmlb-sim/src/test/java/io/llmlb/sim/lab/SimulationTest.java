package io.llmlb.sim.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.llmlb.core.PoolName;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.MemberStatistics;
import io.llmlb.sim.model.bigip.Pool;
import io.llmlb.sim.model.trace.Trace;
import io.llmlb.sim.model.vllm.PromptBlocks;
import io.llmlb.sim.model.vllm.ServerModel;
import io.llmlb.sim.model.vllm.ServerOptions;
import io.llmlb.sim.model.vllm.VllmProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SimulationTest {
    private static final Trace AZURE = Trace.azureConversation();
    private static final long SECOND = 1_000_000_000L;
    private final List<Outcome> outcomes = new ArrayList<>();

    @Test
    void requestsGoByTheRatiosOfThePool() {
        Pool pool = pool(3);
        pool.configure(path(1), member -> member.withRatio(3));
        Simulation simulation = new Simulation(pool, servers(3, Duration.ZERO), 1);
        simulation.run(Arrivals.poisson(AZURE, 5, 1), Duration.ofMinutes(20), outcomes::add);

        assertThat(simulation.submitted()).isBetween(5800L, 6200L);
        assertThat(simulation.refused()).isZero();
        assertThat(simulation.finished()).isEqualTo(outcomes.size()).isGreaterThan(5700);
        Map<String, Long> share = new TreeMap<>();
        outcomes.forEach(outcome -> share.merge(outcome.member(), 1L, Long::sum));
        assertThat(share.get(path(1)) / (double) simulation.finished()).isCloseTo(0.6, within(0.01));
        long inFlight = pool.members().stream()
                .mapToLong(member -> pool.statistics(member.fullPath()).inFlight())
                .sum();
        assertThat(inFlight).isEqualTo(simulation.submitted() - simulation.finished());
    }

    @Test
    void outcomesComeInOrderOfTimeAndTheSameEveryTime() {
        run(1);
        List<Outcome> first = List.copyOf(outcomes);
        assertThat(first.stream().map(outcome -> outcome.request().finished()).toList())
                .isSorted();
        outcomes.clear();
        run(1);
        assertThat(outcomes).isEqualTo(first);
        outcomes.clear();
        run(2);
        assertThat(outcomes).isNotEqualTo(first);
    }

    @Test
    void aRunInTwoPartsIsTheSame() {
        run(1);
        List<Outcome> whole = List.copyOf(outcomes);
        outcomes.clear();
        Simulation simulation = new Simulation(pool(2), servers(2, Duration.ZERO), 1);
        Iterator<Arrival> arrivals = Arrivals.poisson(AZURE, 8, 1);
        simulation.run(arrivals, Duration.ofSeconds(17), outcomes::add);
        simulation.run(arrivals, Duration.ofMinutes(5), outcomes::add);
        assertThat(outcomes).isEqualTo(whole);
    }

    @Test
    void connectionsAreKeptForTheNextRequestUntilTheirTimeIsOver() {
        Pool pool = pool(1);
        Simulation simulation = new Simulation(pool, servers(1, Duration.ZERO), 1);
        simulation.keepConnections(Duration.ofSeconds(30));
        List<Arrival> arrivals = List.of(request(0), request(0), request(20), request(45), request(200));
        List<String> seen = new ArrayList<>();
        for (int second : List.of(1, 19, 40, 60, 201)) {
            simulation.at(second * SECOND, now -> {
                MemberStatistics at = pool.statistics(path(1));
                seen.add(second + ": " + at.inFlight() + " of " + at.currentConnections() + ", " + at.totalConnections()
                        + " opened");
            });
        }
        simulation.run(arrivals.iterator(), Duration.ofSeconds(300), outcomes::add);

        // The second connection is idle for more than 30 s when the fourth request comes.
        assertThat(seen)
                .containsExactly(
                        "1: 2 of 2, 2 opened",
                        "19: 0 of 2, 2 opened",
                        "40: 0 of 2, 2 opened",
                        "60: 0 of 1, 2 opened",
                        "201: 1 of 1, 3 opened");
    }

    private static Arrival request(int second) {
        return new Arrival(second * SECOND, 100, 200, PromptBlocks.NONE);
    }

    @Test
    void timersFireAtTheirTimesBetweenEverythingElse() {
        Map<String, ServerModel> servers = servers(1, Duration.ZERO);
        Simulation simulation = new Simulation(pool(1), servers, 1);
        List<String> fired = new ArrayList<>();
        simulation.every(
                Duration.ofSeconds(5), Duration.ofSeconds(2), now -> fired.add("scrape " + now / 1_000_000_000));
        simulation.at(7_000_000_000L, now -> {
            fired.add("fault");
            servers.get(path(1)).slowFactor(2);
            simulation.at(now + 1_000_000_000, later -> fired.add("mend"));
        });
        simulation.run(Arrivals.poisson(AZURE, 1, 1), Duration.ofSeconds(13), outcomes::add);
        assertThat(fired).containsExactly("scrape 2", "scrape 7", "fault", "mend", "scrape 12");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> simulation.every(Duration.ZERO, Duration.ZERO, now -> {}));
    }

    @Test
    void aDispatcherHearsOfEveryRequestThatStartsEndsOrIsLost() {
        Simulation simulation = new Simulation(pool(1), servers(1, Duration.ZERO), 1);
        int[] heard = new int[3];
        simulation.dispatcher(new Dispatcher() {
            @Override
            public Optional<String> choose(Arrival arrival, int tmm, Set<String> refused) {
                return refused.isEmpty() ? Optional.of(path(1)) : Optional.empty();
            }

            @Override
            public void started(String member, Arrival arrival) {
                heard[0]++;
            }

            @Override
            public void ended(Outcome outcome) {
                heard[1]++;
            }

            @Override
            public void lost(String member) {
                heard[2]++;
            }
        });
        ServerModel next = new ArrayList<>(servers(1, Duration.ZERO).values()).get(0);
        simulation.at(30_000_000_000L, now -> simulation.serve(path(1), next));
        simulation.run(Arrivals.poisson(AZURE, 4, 1), Duration.ofSeconds(60), outcomes::add);

        assertThat(heard[2]).isPositive().isEqualTo((int) simulation.lost());
        assertThat(heard[1]).isEqualTo((int) simulation.finished());
        assertThat(heard[0] - heard[1] - heard[2]).isEqualTo(next.running() + next.waiting() + next.preparing());
    }

    @Test
    void aServerThatIsStartingGetsNothing() {
        Simulation simulation = new Simulation(pool(1), servers(1, Duration.ofSeconds(60)), 1);
        simulation.run(Arrivals.poisson(AZURE, 1, 1), Duration.ofSeconds(60), outcomes::add);
        assertThat(simulation.refused()).isEqualTo(simulation.submitted()).isPositive();
        long refused = simulation.refused();
        simulation.run(Arrivals.poisson(AZURE, 1, 2), Duration.ofSeconds(120), outcomes::add);
        assertThat(simulation.finished()).isPositive();
        assertThat(simulation.refused()).isGreaterThanOrEqualTo(refused);
    }

    @Test
    void arrivalsHaveTheirRateAndTheLengthsOfTheTrace() {
        Iterator<Arrival> poisson = Arrivals.poisson(AZURE, 10, 5);
        long last = 0;
        double prompts = 0;
        double squares = 0;
        int count = 100_000;
        for (int i = 0; i < count; i++) {
            Arrival arrival = poisson.next();
            double gap = (arrival.time() - last) / 1e9;
            squares += gap * gap;
            last = arrival.time();
            prompts += arrival.promptTokens();
        }
        assertThat(count * 1e9 / last).isCloseTo(10, within(0.15));
        assertThat(prompts / count).isCloseTo(1154.7, within(15.0));
        // The gaps of a Poisson process vary as much as they are long: their mean square is twice the square of the
        // mean.
        assertThat(squares / count).isCloseTo(0.02, within(0.001));
        Iterator<Arrival> replay = Arrivals.replay(AZURE);
        replay.next();
        assertThat(replay.next().time()).isEqualTo(4_315_000_000L);
        assertThatIllegalArgumentException().isThrownBy(() -> Arrivals.poisson(AZURE, 0, 1));
    }

    private void run(long seed) {
        Simulation simulation = new Simulation(pool(2), servers(2, Duration.ZERO), seed);
        simulation.run(Arrivals.poisson(AZURE, 8, seed), Duration.ofMinutes(5), outcomes::add);
    }

    private static Pool pool(int size) {
        List<Member> members = new ArrayList<>();
        for (int i = 1; i <= size; i++) {
            members.add(Member.of("Common", "10.0.0." + i, 8000));
        }
        return new Pool(new PoolName("/Common/pool"), "ratio-member", members);
    }

    private static Map<String, ServerModel> servers(int size, Duration startUp) {
        Map<String, ServerModel> servers = new LinkedHashMap<>();
        for (int i = 1; i <= size; i++) {
            ServerOptions options = ServerOptions.of(VllmProfile.named("a100"), "m");
            servers.put(path(i), new ServerModel(options.withSeed(i).withStartUp(startUp)));
        }
        return servers;
    }

    private static String path(int i) {
        return "/Common/10.0.0." + i + ":8000";
    }
}
