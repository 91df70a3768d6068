package io.llmlb.sim.lab.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.core.decide.StrategyOptions;
import io.llmlb.sim.lab.policy.PeerMode.Load;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PeerModeProperties {
    @Provide
    Arbitrary<List<Load>> pools() {
        Arbitrary<Integer> waiting = Arbitraries.oneOf(
                Arbitraries.integers().between(0, 3), Arbitraries.integers().between(0, 5000));
        Arbitrary<Double> cache = Arbitraries.integers().between(0, 10_000).map(blocks -> blocks / 10_000.0);
        Arbitrary<Integer> running = Arbitraries.integers().between(0, 256);
        return Combinators.combine(waiting, cache, running)
                .as((w, c, r) -> new Load(w, c, r))
                .list()
                .ofMinSize(1)
                .ofMaxSize(8)
                .withoutEdgeCases();
    }

    @Property
    void scoresAreFromZeroToOneButOfOneMode(@ForAll PeerMode mode, @ForAll("pools") List<Load> pool) {
        assertThat(scores(mode, pool)).allSatisfy(score -> {
            assertThat(score).isFinite();
            if (mode != PeerMode.S1_RATIO) {
                assertThat(score).isBetween(0.0, 1.0);
            }
        });
    }

    @Property
    void theOrderOfMembersDoesNotMatter(
            @ForAll PeerMode mode, @ForAll("pools") List<Load> pool, @ForAll Random random) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < pool.size(); i++) {
            order.add(i);
        }
        Collections.shuffle(order, random);
        List<Double> scores = scores(mode, pool);

        assertThat(scores(mode, order.stream().map(pool::get).toList()))
                .isEqualTo(order.stream().map(scores::get).toList());
    }

    @Property
    void membersAlikeHaveTheSameScore(@ForAll PeerMode mode, @ForAll("pools") List<Load> pool) {
        List<Load> doubled = new ArrayList<>(pool);
        doubled.addAll(pool);

        List<Double> scores = scores(mode, doubled);

        assertThat(scores.subList(0, pool.size())).isEqualTo(scores.subList(pool.size(), doubled.size()));
    }

    private static List<Double> scores(PeerMode mode, List<Load> pool) {
        SortedMap<Integer, Load> loads = new TreeMap<>();
        pool.forEach(load -> loads.put(loads.size(), load));
        return List.copyOf(
                mode.scores(loads, PeerWeights.of(mode, StrategyOptions.NONE)).values());
    }
}
