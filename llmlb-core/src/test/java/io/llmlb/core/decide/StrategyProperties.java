package io.llmlb.core.decide;

import static io.llmlb.core.decide.Servers.gauges;
import static io.llmlb.core.decide.Servers.id;
import static io.llmlb.core.decide.Servers.work;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.llmlb.core.MemberId;
import io.llmlb.core.act.LoadBalancingMode;
import io.llmlb.core.observe.Observation;
import io.llmlb.core.observe.SampleWindow;
import io.llmlb.core.observe.SeriesKey;
import io.llmlb.core.observe.Signal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** What holds for every strategy that can be found by name, whatever it is told. */
class StrategyProperties {
    private static final double[] VALUES = {
        0, 0, 1, 1, 3, 7, 60, 0.3, 0.95, 1000, 1e6, -1, -1e9, 1e300, -1e300, Double.MAX_VALUE, Double.MIN_VALUE
    };
    private static final Set<String> KNOW_CAPACITY = Set.of("water-filling", "capacity-trim", "utilization", "auto");

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.of(Strategies.all().keySet());
    }

    @Provide
    Arbitrary<String> capacityLaws() {
        return Arbitraries.of(KNOW_CAPACITY);
    }

    /** A member's samples of every kind of trouble: missing, negative, huge, falling, at odd times. */
    private static SampleWindow trouble(Random random, double now) {
        SampleWindow.Builder samples = SampleWindow.builder();
        for (int i = random.nextInt(60); i > 0; i--) {
            Signal signal = Signal.values()[random.nextInt(Signal.values().length)];
            SeriesKey.Part part = random.nextBoolean()
                    ? SeriesKey.Part.VALUE
                    : SeriesKey.Part.values()[random.nextInt(SeriesKey.Part.values().length)];
            double le = random.nextBoolean() ? 0.3 : Double.POSITIVE_INFINITY;
            samples.add(
                    new SeriesKey(signal, part, le, random.nextBoolean() ? "0" : "1"),
                    Servers.at(now - 5 * random.nextInt(25) - (random.nextInt(5) == 0 ? random.nextDouble() : 0)),
                    VALUES[random.nextInt(VALUES.length)] * (random.nextInt(4) == 0 ? random.nextDouble() : 1));
        }
        return samples.build();
    }

    private record Step(double now, LoadBalancingMode mode, Set<Integer> pool, Map<Integer, SampleWindow> windows) {}

    private static List<Step> script(long seed) {
        Random random = new Random(seed);
        List<Step> script = new ArrayList<>();
        Set<Integer> pool = new TreeSet<>(Set.of(1, 2, 3));
        double now = 0;
        for (int i = 0; i < 12; i++) {
            now += random.nextInt(12) == 0 ? random.nextInt(2000) - 1000 : 1 + random.nextInt(20);
            int member = 1 + random.nextInt(5);
            if (!pool.remove(member)) {
                pool.add(member);
            }
            Map<Integer, SampleWindow> windows = new HashMap<>();
            for (int each : pool) {
                if (random.nextInt(5) > 0) {
                    windows.put(each, trouble(random, now));
                }
            }
            LoadBalancingMode mode = LoadBalancingMode.values()[random.nextInt(LoadBalancingMode.values().length)];
            script.add(new Step(now, mode, new TreeSet<>(pool), windows));
        }
        return script;
    }

    private static List<Weights> play(String name, List<Step> script, Function<Integer, MemberId> naming) {
        RatioStrategy strategy = Strategies.create(name, StrategyOptions.NONE);
        List<Weights> answers = new ArrayList<>();
        Weights last = Weights.NONE;
        for (Step step : script) {
            List<MemberId> pool = step.pool.stream().map(naming).toList();
            Map<MemberId, SampleWindow> windows = new HashMap<>();
            step.windows.forEach((member, samples) -> windows.put(naming.apply(member), samples));
            last = strategy.decide(
                    Servers.at(step.now),
                    Servers.pool(step.mode, pool),
                    new Observation(Servers.at(step.now), windows, true, List.of()),
                    last);
            assertThat(pool).containsAll(last.members());
            answers.add(last);
        }
        return answers;
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void whateverItIsToldItsWeightsArePositiveAndFinite(@ForAll("names") String name, @ForAll long seed) {
        for (Weights weights : play(name, script(seed), StrategyProperties::named)) {
            assertThat(weights.byMember().values())
                    .allSatisfy(
                            weight -> assertThat(weight.value()).isPositive().isFinite())
                    .allSatisfy(weight -> assertThat(weight.terms().values())
                            .allSatisfy(term -> assertThat(term).isFinite()));
        }
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void theSameStoryHasTheSameEnd(@ForAll("names") String name, @ForAll long seed) {
        assertThat(play(name, script(seed), StrategyProperties::named))
                .isEqualTo(play(name, script(seed), StrategyProperties::named));
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void aMembersNameDoesNotMatter(@ForAll("names") String name, @ForAll long seed) {
        List<Integer> other = new ArrayList<>(List.of(1, 2, 3, 4, 5));
        Collections.shuffle(other, new Random(seed));

        List<Weights> one = play(name, script(seed), StrategyProperties::named);
        List<Weights> two = play(name, script(seed), member -> id(other.get(member - 1)));

        for (int i = 0; i < one.size(); i++) {
            Weights renamed = two.get(i);
            one.get(i)
                    .byMember()
                    .forEach((member, weight) -> assertThat(renamed.of(renamed(member, other))
                                    .orElseThrow()
                                    .value())
                            .isEqualTo(weight.value(), within(1e-6 * weight.value())));
        }
    }

    private static MemberId renamed(MemberId member, List<Integer> other) {
        for (int i = 1; i <= other.size(); i++) {
            if (id(i).equals(member)) {
                return id(other.get(i - 1));
            }
        }
        throw new AssertionError(member + " is not in the story");
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void equalMembersHaveEqualWeights(@ForAll("names") String name, @ForAll long seed) {
        Random random = new Random(seed);
        RatioStrategy strategy = Strategies.create(name, StrategyOptions.NONE);
        for (int i = 0; i < 8; i++) {
            double now = 10 * i;
            SampleWindow same = trouble(random, now);
            Map<MemberId, SampleWindow> windows = Map.of(id(1), same, id(2), same, id(3), same);
            LoadBalancingMode mode = LoadBalancingMode.values()[random.nextInt(LoadBalancingMode.values().length)];
            Weights weights = strategy.decide(
                    Servers.at(now),
                    Servers.pool(mode, windows.keySet()),
                    new Observation(Servers.at(now), windows, true, List.of()),
                    Weights.NONE);

            weights.shares()
                    .values()
                    .forEach(share ->
                            assertThat(share).isEqualTo(1.0 / weights.members().size(), within(1e-9)));
        }
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void whoDoesSoManyTimesTheWorkHasSoManyTimesTheWeight(
            @ForAll("capacityLaws") String name,
            @ForAll @DoubleRange(min = 1, max = 8) double times,
            @ForAll @IntRange(min = 1, max = 20) int interval,
            @ForAll boolean fewest) {
        RatioStrategy strategy = Strategies.create(name, StrategyOptions.NONE);
        Servers servers = new Servers();
        Weights weights = Weights.NONE;
        LoadBalancingMode mode = fewest ? LoadBalancingMode.RATIO_LEAST_CONNECTIONS : LoadBalancingMode.RATIO;
        for (int i = 0; i < 60; i++) {
            double f = interval;
            servers.did(id(1), work(40 * f, 10_000 * f, 2000 * f, 10 * f));
            servers.did(id(2), work(40 * f * times, 10_000 * f * times, 2000 * f * times, 10 * f * times));
            servers.sample(interval * i, id(1), gauges(4, 0, 0.5));
            servers.sample(interval * i, id(2), gauges(4, 0, 0.5));
            weights = strategy.decide(
                    Servers.at(interval * i),
                    Servers.pool(mode, List.of(id(1), id(2))),
                    servers.observe(interval * i),
                    weights);
        }

        double ratio = weights.of(id(2)).orElseThrow().value()
                / weights.of(id(1)).orElseThrow().value();
        assertThat(ratio).isEqualTo(times, within(0.25 * times));
    }

    @Property(tries = 25, edgeCases = EdgeCasesMode.NONE)
    void oneMembersNonsenseIsForgotten(@ForAll("capacityLaws") String name, @ForAll long seed) {
        Random random = new Random(seed);
        Weights clean = storyOfThree(name, random, false);
        Weights healed = storyOfThree(name, random, true);

        for (int i = 1; i <= 3; i++) {
            assertThat(healed.shares().get(id(i)))
                    .isEqualTo(
                            clean.shares().get(id(i)),
                            within(0.05 * clean.shares().get(id(i))));
        }
    }

    /** Five minutes in which the third talks nonsense, or not; then a quarter of an hour in which all is well. */
    private static Weights storyOfThree(String name, Random random, boolean nonsense) {
        RatioStrategy strategy = Strategies.create(name, StrategyOptions.NONE);
        Servers servers = new Servers();
        Weights weights = Weights.NONE;
        for (int i = 0; i < 240; i++) {
            for (int k = 1; k <= 3; k++) {
                servers.did(id(k), work(200, 50_000, 10_000, 50 * k));
                servers.sample(5 * i, id(k), gauges(4 * k, 0, 0.3 * k));
            }
            Observation told = servers.observe(5 * i);
            if (nonsense && i < 60) {
                Map<MemberId, SampleWindow> windows = new HashMap<>(told.windows());
                windows.put(id(3), trouble(random, 5 * i));
                told = new Observation(told.asOf(), windows, true, List.of());
            }
            weights = strategy.decide(
                    Servers.at(5 * i),
                    Servers.pool(LoadBalancingMode.RATIO, List.of(id(1), id(2), id(3))),
                    told,
                    weights);
        }
        return weights;
    }

    private static MemberId named(int member) {
        return id(member);
    }
}
