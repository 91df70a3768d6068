package io.llmlb.sim.lab.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.llmlb.core.decide.StrategyOptions;
import io.llmlb.core.observe.Signal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PeerTest {
    @Test
    void ratiosAreHundredthsOfTheSumOfScores() {
        Scraped scraped = load(5, 0.3, 2);
        load(scraped, 2, 0.6, 4);
        load(scraped, 8, 0.1, 1);
        scraped.member();
        // The scores of s2_enhanced are 0.4416, 0.4150 and 0.4950.
        assertThat(scraped.values(ratios(PeerMode.S2_ENHANCED))).containsExactly(33.0, 31.0, 37.0, null);
    }

    @Test
    void noRatioIsBelowOne() {
        Scraped scraped = load(1, 0.50, 6);
        load(scraped, 0, 0.49, 5);

        assertThat(scraped.values(ratios(PeerMode.S1_ENHANCED))).containsExactly(1.0, 100.0);
        assertThat(scraped.values(ratios(PeerMode.S1_RATIO))).containsExactly(25.0, 75.0);
        load(scraped, 90, 0.49, 5);
        load(scraped, 90, 0.49, 5);
        // Of s1_ratio, which goes below 0, only what is above counts in the sum.
        assertThat(scraped.values(ratios(PeerMode.S1_RATIO))).containsExactly(1.0, 100.0, 1.0, 1.0);
        assertThat(load(40, 0.5, 6).values(ratios(PeerMode.S1_RATIO))).containsExactly(1.0);
    }

    @Test
    void runningIsNeededOnlyByThoseThatLookAtIt() {
        Scraped scraped = new Scraped().member().gauge(Signal.WAITING, 1).gauge(Signal.KV_CACHE_USAGE, 0.5);

        assertThat(scraped.values(ratios(PeerMode.S1))).containsExactly(100.0);
        assertThat(scraped.values(ratios(PeerMode.S2))).containsExactly((Double) null);
    }

    @Test
    void aMemberIsDrawnAsOftenAsItsScoreSays() {
        Map<String, Double> scores = Map.of("a", 0.6, "b", 0.0, "c", 0.3, "d", -1.0, "away", 5.0);
        SplittableRandom random = new SplittableRandom(1);
        Map<String, Integer> drawn = new HashMap<>();
        for (int i = 0; i < 90_000; i++) {
            PeerPick.drawn(List.of("a", "b", "c", "d"), scores, random)
                    .ifPresent(member -> drawn.merge(member, 1, Integer::sum));
        }

        assertThat(drawn).containsOnlyKeys("a", "c");
        assertThat(drawn.get("a") / 90_000.0).isCloseTo(2 / 3.0, within(0.01));
        assertThat(drawn.get("a") + drawn.get("c")).isEqualTo(90_000);
    }

    @Test
    void aNewMemberHasNextToNothing() {
        SplittableRandom random = new SplittableRandom(1);
        int drawn = 0;
        for (int i = 0; i < 100_000; i++) {
            drawn += PeerPick.drawn(List.of("old", "new"), Map.of("old", 0.999), random)
                            .equals(Optional.of("new"))
                    ? 1
                    : 0;
        }

        assertThat(drawn).isBetween(50, 150);
    }

    @Test
    void nobodyIsDrawnWhenNobodyHasAScore() {
        SplittableRandom random = new SplittableRandom(1);

        assertThat(PeerPick.drawn(List.of("a", "b"), Map.of("a", 0.0, "b", -2.0), random))
                .isEmpty();
        assertThat(PeerPick.drawn(List.of(), Map.of("a", 1.0), random)).isEmpty();
    }

    private static PeerRatios ratios(PeerMode mode) {
        return new PeerRatios(mode, PeerWeights.of(mode, StrategyOptions.NONE));
    }

    private static Scraped load(double waiting, double cache, double running) {
        return load(new Scraped(), waiting, cache, running);
    }

    private static Scraped load(Scraped scraped, double waiting, double cache, double running) {
        return scraped.member()
                .gauge(Signal.WAITING, waiting)
                .gauge(Signal.KV_CACHE_USAGE, cache)
                .gauge(Signal.RUNNING, running);
    }
}
