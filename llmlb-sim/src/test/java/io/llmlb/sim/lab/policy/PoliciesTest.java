package io.llmlb.sim.lab.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.llmlb.core.PoolName;
import io.llmlb.core.decide.RatioScale;
import io.llmlb.core.decide.Strategies;
import io.llmlb.core.guard.Guards;
import io.llmlb.sim.lab.Arrivals;
import io.llmlb.sim.lab.Simulation;
import io.llmlb.sim.lab.control.Delays;
import io.llmlb.sim.lab.control.ManagedPool;
import io.llmlb.sim.lab.control.ScrapedMetrics;
import io.llmlb.sim.lab.control.SimulatedTime;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import io.llmlb.sim.model.trace.Trace;
import io.llmlb.sim.model.vllm.ServerModel;
import io.llmlb.sim.model.vllm.ServerOptions;
import io.llmlb.sim.model.vllm.VllmProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PoliciesTest {
    /** Of a run: by member how many finished, how many were refused, and the sums of their times. */
    private record Numbers(Map<String, Long> finished, long refused, long firstTokenNanos, long wholeNanos) {}

    private static final List<String> PROFILES = List.of("h100", "a100", "l4");

    static Stream<String> comparisons() {
        return Stream.concat(
                Baselines.names().stream()
                        .filter(name -> !Adversaries.ALL.containsKey(name))
                        .flatMap(name -> Stream.of("ratio:" + name, "rlc:" + name)),
                PeerMode.words().stream().map(mode -> "peer:" + mode));
    }

    @Test
    void onePolicyBeginsLaterAndUntilThenRatiosAreEqual() {
        assertThat(run(Policies.named("ratio:auto/from=86400"), 1)).isEqualTo(run(Policies.named("equal"), 1));
        assertThat(run(Policies.named("ratio:auto/from=20"), 1))
                .isNotEqualTo(run(Policies.named("equal"), 1))
                .isNotEqualTo(run(Policies.named("ratio:auto"), 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Policies.named("ratio:auto/from=-1"));
    }

    @ParameterizedTest
    @MethodSource("comparisons")
    void theSameSeedGivesTheSameRunAndThePolicyMakesADifference(String name) {
        Policy policy = Policies.named(name);
        Numbers numbers = run(policy, 1);

        assertThat(policy.name()).isEqualTo(name);
        assertThat(numbers).isEqualTo(run(policy, 1));
        assertThat(numbers.finished().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isGreaterThan(1000);
        assertThat(numbers).isNotEqualTo(run(policy, 2)).isNotEqualTo(run(Policies.named("equal"), 1));
    }

    @Test
    void whereNobodyHasAScoreThePeersPoolTakesTurns() {
        Numbers numbers = run(Policies.named("peer:s1/wa=0/wb=0"), 1, 3);

        assertThat(numbers.refused()).isZero();
        assertThat(numbers.finished().values())
                .hasSize(3)
                .allSatisfy(finished -> assertThat(finished).isBetween(35L, 55L));
    }

    @Test
    void theArticlesReadingsAreBareAndHaveLargeRatiosUnlessSaidOtherwise() {
        for (ArticleReading reading : ArticleReading.values()) {
            assertThat(scale("ratio:" + reading.word())).isEqualTo(100);
            assertThat(guards("ratio:" + reading.word())).isEqualTo(1);
            assertThat(scale("ratio:" + reading.word() + "/max=20")).isEqualTo(20);
            assertThat(guards("ratio:" + reading.word() + "/max=20")).isEqualTo(1);
            assertThat(scale("ratio:" + reading.word() + "/guards=standard")).isEqualTo(100);
            assertThat(guards("ratio:" + reading.word() + "/guards=standard"))
                    .isEqualTo(Guards.standard().output().size());
        }
        for (String other : List.of("article", "peer-s1", "grpc-kv", "capacity-inverse")) {
            assertThat(scale("ratio:" + other)).isEqualTo(RatioScale.DEFAULT_MAX);
            assertThat(guards("ratio:" + other)).isGreaterThan(1);
            assertThat(guards("ratio:" + other + "/guards=bare")).isEqualTo(1);
        }
    }

    @Test
    void readingsHaveTheirNames() {
        assertThat(Stream.of(ArticleReading.values()).map(ArticleReading::word))
                .containsExactly("article-inverse", "article-max-minus", "article-proportional", "article-100-minus");
    }

    @Test
    void namesAreKeptAsTheyWereWritten() {
        for (String name : List.of(
                "ratio:article-inverse/coefRqt=0.10/coefNrw=2",
                "rlc:capacity-inverse/k=1/max=7",
                "peer:s2/wa=0.1/wb=0.2/wg=0.7/fetch=10",
                "ratio:grpc-kv/range=20")) {
            assertThat(Policies.named(name).name()).isEqualTo(name);
        }
    }

    @Test
    void anUnknownPolicyIsToldOfAll() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Policies.named("random"))
                .withMessageStartingWith("there is no policy \"random\": a policy is equal, static,")
                .withMessageContaining("peer:MODE")
                .satisfies(thrown -> assertThat(thrown.getMessage())
                        .contains(Baselines.names())
                        .contains(Strategies.all().keySet())
                        .contains(PeerMode.words()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Policies.named("ratio:best"))
                .withMessageStartingWith(
                        "there is no strategy \"best\": the strategies are article, article-100-minus,")
                .satisfies(thrown -> assertThat(thrown.getMessage())
                        .contains(Baselines.names())
                        .contains(Strategies.all().keySet()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Policies.named("peer:s3"))
                .withMessageStartingWith("the peer has no mode \"s3\": its modes are s1, s1_enhanced,");
    }

    @Test
    void wrongOptionsAreNamed() {
        assertMessage("ratio:article-inverse/coef=1", "unknown option coef: the options are coefNrw, coefRqt");
        assertMessage("ratio:article/coefNrw=-1", "coefNrw is a number from 0 to 1000000, but this is -1");
        assertMessage("ratio:article/guards=none", "guards are bare or standard, but these are \"none\"");
        assertMessage("ratio:auto/as3=1", "as3 is true or false, but this is \"1\"");
        assertMessage("ratio:article/harm=yes", "do-no-harm is act, warn, off, but this is \"yes\"");
        assertMessage("ratio:article/max=101", "max is a number from 1 to 100, but this is 101");
        assertMessage("ratio:article/max", "an option of a policy is /name=value, but this is /max");
        assertMessage("ratio:grpc-kv/range=1", "range is a number from 10 to 100, but this is 1");
        assertMessage("peer:s1/max=20", "unknown option max: the options are wa, wb");
        assertMessage("peer:s1/fetch=0", "fetch is a number from 0.1 to 60, but this is 0");
    }

    private static void assertMessage(String name, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Policies.named(name))
                .withMessage(message);
    }

    private static int scale(String name) {
        return ((Controlled) Policies.named(name)).scale().max();
    }

    private static int guards(String name) {
        return ((Controlled) Policies.named(name)).guards().output().size();
    }

    /** A minute of three unequal servers at nine tenths of what they can do. */
    private static Numbers run(Policy policy, long seed) {
        return run(policy, seed, 25);
    }

    private static Numbers run(Policy policy, long seed, double perSecond) {
        List<Member> members = new ArrayList<>();
        Map<String, ServerModel> servers = new LinkedHashMap<>();
        for (String profile : PROFILES) {
            Member member = Member.of("Common", "10.0.0." + (members.size() + 1), 8000);
            members.add(member);
            ServerOptions options = ServerOptions.of(VllmProfile.linear(profile), "m");
            servers.put(member.fullPath(), new ServerModel(options.withSeed(members.size())));
        }
        Pool pool = new Pool(new PoolName("/Common/pool"), "ratio-member", members);
        Simulation simulation = new Simulation(pool, servers, seed);
        SimulatedTime time = new SimulatedTime();
        policy.begin(new Site(
                simulation,
                pool,
                new ManagedPool(simulation, pool, time, Delays.USUAL, seed),
                new ScrapedMetrics(simulation, Delays.USUAL.scrape(), time, seed),
                time,
                Delays.USUAL,
                Map.of(
                        members.get(0).fullPath(),
                        9.0,
                        members.get(1).fullPath(),
                        4.0,
                        members.get(2).fullPath(),
                        1.5),
                seed,
                cycle -> {}));
        Map<String, Long> finished = new TreeMap<>();
        long[] nanos = {0, 0};
        simulation.run(
                Arrivals.poisson(Trace.azureConversation(), perSecond, seed), Duration.ofSeconds(60), outcome -> {
                    finished.merge(outcome.member(), 1L, Long::sum);
                    nanos[0] += outcome.firstTokenNanos();
                    nanos[1] += outcome.wholeNanos();
                });
        return new Numbers(finished, simulation.refused(), nanos[0], nanos[1]);
    }
}
