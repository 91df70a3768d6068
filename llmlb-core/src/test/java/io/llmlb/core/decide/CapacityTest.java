package io.llmlb.core.decide;

import static io.llmlb.core.decide.Servers.gauges;
import static io.llmlb.core.decide.Servers.id;
import static io.llmlb.core.decide.Servers.work;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.llmlb.core.MemberId;
import io.llmlb.core.observe.Signal;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CapacityTest {
    private static final MemberId A = id(1);
    private static final MemberId B = id(2);
    private static final MemberId C = id(3);

    /** 200 steps, 5 requests of the lengths that are assumed at first; see {@link #theSpeedIsTheWorkOfAWindow}. */
    private static final Map<Signal, Double> FIVE_SECONDS = work(200, 5000, 1000, 5);

    private final Servers servers = new Servers();
    private final ScrapeWindows scrapes = new ScrapeWindows();
    private final Set<MemberId> pool = new TreeSet<>(Set.of(A, B));
    private Capacity capacity = new Capacity(StrategyOptions.NONE);
    private double now;

    private void round(double seconds, Map<MemberId, Map<Signal, Double>> work) {
        now += seconds;
        pool.forEach(member -> {
            servers.did(member, work.getOrDefault(member, Map.of()));
            servers.sample(now, member, gauges(work.containsKey(member) ? 4 : 0, 0, 0.5));
        });
        learn();
    }

    private void learn() {
        capacity.learn(Servers.at(now), pool, scrapes.next(Servers.at(now), pool, servers.observe(now)));
    }

    private double of(MemberId member) {
        return capacity.of(pool).get(member).perSecond();
    }

    private String note(MemberId member) {
        return capacity.of(pool).get(member).note();
    }

    private static Map<Signal, Double> times(double factor) {
        Map<Signal, Double> scaled = new HashMap<>(FIVE_SECONDS);
        scaled.replaceAll((signal, growth) -> growth * factor);
        return scaled;
    }

    @Test
    void aServerWhoseCountersStandStillCountsLessAndLessAndIsBackAtOnce() {
        for (int i = 0; i < 4; i++) {
            round(5, Map.of(A, FIVE_SECONDS, B, FIVE_SECONDS));
        }
        double before = of(B);
        for (int i = 0; i < 2; i++) {
            round(5, Map.of(A, FIVE_SECONDS, B, Map.of()));
        }
        assertThat(of(B)).isEqualTo(before * Math.exp(-1), within(1e-9));

        round(5, Map.of(A, FIVE_SECONDS, B, FIVE_SECONDS));
        assertThat(of(B)).isEqualTo(before, within(1e-9));
    }

    @Test
    void theSpeedIsTheWorkOfAWindow() {
        for (int i = 0; i < 2; i++) {
            round(5, Map.of(A, FIVE_SECONDS, B, times(2)));
        }

        // 200 * 10 ms + 5000 * 60 us + 1000 * (60 us + 1100 * 0.065 us) = 2.4315 s of work in 5 s
        double speed = 2.4315 / 5;
        // 1000 * 60 us + 200 * (60 us + 1100 * 0.065 us + 10 ms / 64) = 0.11755 s a request
        assertThat(of(A)).isEqualTo(speed / 0.11755, within(1e-9));
        assertThat(of(B)).isEqualTo(2 * speed / 0.11755, within(1e-9));
        assertThat(note(A)).isEmpty();
    }

    @Test
    void everyCoefficientOfTheShapeIsAnOption() {
        capacity = new Capacity(new StrategyOptions(Map.of(
                "stepMillis", "20", "promptTokenMicros", "10", "outputTokenMicros", "30", "contextTokenMicros", "0")));
        for (int i = 0; i < 2; i++) {
            round(5, Map.of(A, FIVE_SECONDS));
        }

        double speed = (200 * 0.02 + 5000 * 10e-6 + 1000 * 30e-6) / 5;
        assertThat(of(A)).isEqualTo(speed / (1000 * 10e-6 + 200 * (30e-6 + 0.02 / 64)), within(1e-9));
    }

    @Test
    void aServerThatIsTwoAndAHalfTimesSlowerIsSeenWithinTwoScrapes() {
        for (int i = 0; i < 10; i++) {
            round(5, Map.of(A, FIVE_SECONDS, B, FIVE_SECONDS));
        }
        round(5, Map.of(A, times(0.4), B, FIVE_SECONDS));
        round(5, Map.of(A, times(0.4), B, FIVE_SECONDS));

        // what remains of the difference after 10 s, the time constant, is exp(-1)
        assertThat(of(A) / of(B)).isEqualTo(0.4 + 0.6 * Math.exp(-1), within(1e-9));
    }

    @Test
    void theReactionDependsOnTimeAndNotOnTheScrapeInterval() {
        for (int i = 0; i < 10; i++) {
            round(10, Map.of(A, times(2), B, times(2)));
        }
        round(10, Map.of(A, times(0.8), B, times(2)));

        assertThat(of(A) / of(B)).isEqualTo(0.4 + 0.6 * Math.exp(-1), within(1e-9));
    }

    @Test
    void anIdleServerKeepsItsSpeed() {
        for (int i = 0; i < 3; i++) {
            round(5, Map.of(A, FIVE_SECONDS, B, times(2)));
        }
        double before = of(A) / of(B);
        for (int i = 0; i < 20; i++) {
            round(5, Map.of(B, times(2)));
        }

        assertThat(of(A) / of(B)).isEqualTo(before, within(1e-9));
    }

    @Test
    void withoutStepsTheTokensPerRunningRequestCount() {
        for (int i = 0; i < 2; i++) {
            now += 5;
            servers.did(
                    A, Map.of(Signal.PROMPT_TOKENS, 5000.0, Signal.GENERATION_TOKENS, 1000.0, Signal.FINISHED, 5.0));
            servers.sample(now, A, gauges(10, 0, 0.5));
            learn();
        }

        // 1000 tokens at 10 running are 100 steps
        assertThat(of(A)).isEqualTo((100 * 0.01 + 0.3 + 0.1315) / 5 / 0.11755, within(1e-9));
    }

    @Test
    void withoutPromptTokensTheFinishedRequestsCountAtTheMeanPrompt() {
        for (int i = 0; i < 2; i++) {
            now += 5;
            servers.did(A, Map.of(Signal.STEP_TOKENS, 200.0, Signal.GENERATION_TOKENS, 1000.0, Signal.FINISHED, 5.0));
            servers.sample(now, A, gauges(10, 0, 0.5));
            learn();
        }

        assertThat(of(A)).isEqualTo(2.4315 / 5 / 0.11755, within(1e-9));
    }

    @Test
    void aRestartTellsNothing() {
        for (int i = 0; i < 4; i++) {
            round(5, Map.of(A, FIVE_SECONDS, B, FIVE_SECONDS));
        }
        servers.restart(A);
        round(5, Map.of(A, times(0.1), B, FIVE_SECONDS));

        assertThat(of(A) / of(B)).isEqualTo(1, within(1e-9));
    }

    @Test
    void whileNothingIsKnownAllAreEqual() {
        round(5, Map.of());

        assertThat(of(A)).isEqualTo(of(B));
        assertThat(note(A)).isEqualTo("no capacity is known yet");
    }

    @Test
    void aMemberThatWasThereFromTheStartCountsAsTheMeanUntilItIsKnown() {
        pool.add(C);
        for (int i = 0; i < 2; i++) {
            round(5, Map.of(A, FIVE_SECONDS, B, times(3)));
        }

        assertThat(of(C)).isEqualTo((of(A) + of(B)) / 2, within(1e-9));
        assertThat(note(C)).isEqualTo("its capacity is not known yet, so the mean of the others");
    }

    @Test
    void aMemberThatJoinsStartsAtThreeTenthsOfTheMeanAndIsTrustedByEvidence() {
        for (int i = 0; i < 4; i++) {
            round(5, Map.of(A, FIVE_SECONDS, B, FIVE_SECONDS));
        }
        pool.add(C);
        learn();
        assertThat(of(C) / of(A)).isEqualTo(0.3, within(1e-9));
        assertThat(note(C)).isEqualTo("new in the pool");

        round(5, Map.of(A, FIVE_SECONDS, B, FIVE_SECONDS, C, times(4)));
        round(5, Map.of(A, FIVE_SECONDS, B, FIVE_SECONDS, C, times(4)));
        // one window of 5 s of the 15 s that convince; and 10 of 60 s have passed
        double prior = 0.3 + 0.7 * 10 / 60;
        assertThat(of(C) / of(A)).isEqualTo(4 * 5 / 15.0 + prior * 10 / 15, within(1e-9));

        round(5, Map.of(A, FIVE_SECONDS, B, FIVE_SECONDS, C, times(4)));
        round(5, Map.of(A, FIVE_SECONDS, B, FIVE_SECONDS, C, times(4)));
        assertThat(of(C) / of(A)).isEqualTo(4, within(1e-9));
    }

    @Test
    void membersThatAreAboutAsFastAsEachOtherCountAsTheMeanOfTheirKind() {
        pool.add(C);
        for (int i = 0; i < 4; i++) {
            round(5, Map.of(A, FIVE_SECONDS, B, times(1.2), C, times(1.3)));
        }

        assertThat(of(B)).isEqualTo(of(A), within(1e-9));
        assertThat(of(C) / of(A)).isEqualTo(1.3 / 1.1, within(1e-9));
    }

    @Test
    void aMemberThatTellsNothingIsTheMeanAfterAMinute() {
        for (int i = 0; i < 2; i++) {
            round(5, Map.of(A, FIVE_SECONDS, B, FIVE_SECONDS));
        }
        pool.add(C);
        learn();
        for (int i = 0; i < 12; i++) {
            round(5, Map.of(A, FIVE_SECONDS, B, FIVE_SECONDS));
        }

        assertThat(of(C) / of(A)).isEqualTo(1, within(1e-9));
    }

    @Test
    void aMemberIsForgottenAfterFiveMinutesAway() {
        pool.add(C);
        for (int i = 0; i < 4; i++) {
            round(5, Map.of(A, FIVE_SECONDS, B, FIVE_SECONDS, C, times(2)));
        }
        pool.remove(C);
        for (int i = 0; i < 58; i++) {
            round(5, Map.of(A, FIVE_SECONDS, B, FIVE_SECONDS));
        }
        pool.add(C);
        learn();
        assertThat(of(C) / of(A)).isEqualTo(2, within(1e-9));

        pool.remove(C);
        for (int i = 0; i < 61; i++) {
            round(5, Map.of(A, FIVE_SECONDS, B, FIVE_SECONDS));
        }
        pool.add(C);
        learn();
        assertThat(of(C) / of(A)).isEqualTo(0.3, within(1e-9));
    }

    @Test
    void oneImpossibleSampleCountsForAFactorOfFour() {
        for (int i = 0; i < 4; i++) {
            round(5, Map.of(A, FIVE_SECONDS, B, FIVE_SECONDS));
        }
        round(5, Map.of(A, Map.of(Signal.STEP_TOKENS, 1e300), B, FIVE_SECONDS));

        assertThat(of(A) / of(B)).isEqualTo(1 + 3 * -Math.expm1(-0.5), within(1e-9));
    }

    @Test
    void aServerThatHangsLosesItsCapacityDownToAFiftieth() {
        for (int i = 0; i < 4; i++) {
            round(5, Map.of(A, FIVE_SECONDS, B, FIVE_SECONDS));
        }
        for (int i = 0; i < 40; i++) {
            round(5, Map.of(A, Map.of(), B, FIVE_SECONDS));
        }

        assertThat(of(A) / of(B)).isEqualTo(1 / 50.0, within(1e-9));
    }

    @Test
    void scrapesAsOftenAsEverySecondAndAsRareAsEveryMinuteGiveTheSameSpeeds() {
        for (double interval : new double[] {1, 2, 5, 15, 60}) {
            for (int i = 0; i < 12; i++) {
                round(interval, Map.of(A, times(interval / 5), B, times(3 * interval / 5)));
            }

            assertThat(of(B) / of(A)).as("every %s s", interval).isEqualTo(3, within(1e-9));
        }
    }

    @Test
    void aClockThatIsPutBackDoesNotStopTheLearning() {
        for (int i = 0; i < 4; i++) {
            round(5, Map.of(A, FIVE_SECONDS, B, FIVE_SECONDS));
        }
        now -= 3600;
        Servers anew = new Servers();
        for (int i = 0; i < 8; i++) {
            now += 5;
            for (MemberId member : pool) {
                anew.did(member, member.equals(A) ? FIVE_SECONDS : times(2));
                anew.sample(now, member, gauges(4, 0, 0.5));
            }
            capacity.learn(Servers.at(now), pool, scrapes.next(Servers.at(now), pool, anew.observe(now)));
        }

        assertThat(of(B) / of(A)).isEqualTo(2, within(0.1));
    }

    @Test
    void theMeanRequestIsThatOfThePool() {
        Lengths lengths = new Lengths(0.02);
        assertThat(lengths.context()).isEqualTo(1100);
        for (int i = 0; i < 600; i++) {
            servers.did(A, work(100, 3000, 500, 10)).sample(5 * i, A, gauges(4, 0, 0.5));
            if (i > 0) {
                lengths.learn(new ScrapeWindow(servers.observe(5 * i).of(A), Servers.at(5 * i - 5), Servers.at(5 * i)));
            }
        }

        assertThat(lengths.prompt()).isEqualTo(300, within(0.5));
        assertThat(lengths.output()).isEqualTo(50, within(0.5));
    }

    @Test
    void theMeanRequestIsANumberEvenWhenNothingEverFinishes() {
        Lengths lengths = new Lengths(0.5);
        for (int i = 0; i < 2; i++) {
            servers.did(A, work(100, 0, 1000, 0)).sample(5 * i, A, gauges(4, 0, 0.5));
        }
        for (int i = 0; i < 3000; i++) {
            lengths.learn(new ScrapeWindow(servers.observe(5).of(A), Servers.at(0), Servers.at(5)));
        }

        assertThat(lengths.prompt()).isEqualTo(1);
        assertThat(lengths.output()).isEqualTo(2000); // of less than one request
    }
}
