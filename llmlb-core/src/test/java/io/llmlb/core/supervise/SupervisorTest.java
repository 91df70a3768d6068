package io.llmlb.core.supervise;

import static io.llmlb.core.supervise.Farm.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.llmlb.core.act.LoadBalancingMode;
import io.llmlb.core.decide.RatioScale;
import io.llmlb.core.observe.Needs;
import io.llmlb.core.observe.Signal;
import io.llmlb.core.supervise.Harm.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SupervisorTest {
    private static Farm farm(DoNoHarm mode) {
        return new Farm(new Supervisor(mode, new RatioScale(20)));
    }

    /** Two equal servers; nine tenths of the traffic go to the one with the queue. */
    private static Farm misdirected(DoNoHarm mode) {
        return farm(mode).member(1, 9, 8, 100).member(2, 1, 8, 0);
    }

    @Test
    void sendingRequestsToTheQueueIsSaidInFigures() {
        Harm harm = misdirected(DoNoHarm.WARN).look(30);

        assertThat(harm.status()).isEqualTo(Status.WARNED);
        assertThat(harm.alarms()).isEqualTo(1);
        assertThat(harm.sentence())
                .startsWith("this strategy does harm: its ratios send requests into ")
                .endsWith(" s of queue")
                .contains(
                        " s longer queues than by capacity; 10.0.0.1:8000 has 90 % of the traffic, 50 % of the capacity");
        assertThat(harm.instead().isEmpty()).isTrue();
    }

    @Test
    void whoHasTheQueueAndGetsLessIsServedWell() {
        assertThat(farm(DoNoHarm.WARN).member(1, 1, 8, 100).member(2, 9, 8, 0).look(600))
                .isEqualTo(Harm.NONE);
    }

    @Test
    void sharesByCapacityDoNoHarmHoweverUnequal() {
        assertThat(farm(DoNoHarm.WARN).member(1, 10, 20, 0).member(2, 1, 2, 20).look(600))
                .isEqualTo(Harm.NONE);
        assertThat(farm(DoNoHarm.WARN)
                        .member(1, 1, 20, 0)
                        .member(2, 1, 2, 20)
                        .look(60)
                        .status())
                .isEqualTo(Status.WARNED);
    }

    @Test
    void nobodyIsToBlameForWhatNoRatioCanExpress() {
        assertThat(farm(DoNoHarm.WARN)
                        .member(1, 20, 40, 0)
                        .member(2, 1, 0.5, 100)
                        .look(600))
                .isEqualTo(Harm.NONE);
    }

    @Test
    void anOverloadOfAllIsNobodysFault() {
        assertThat(farm(DoNoHarm.WARN).member(1, 9, 8, 500).member(2, 1, 8, 500).look(600))
                .isEqualTo(Harm.NONE);
    }

    @Test
    void swingingRatiosAreSaidWhileSomebodyWaits() {
        Harm harm = swing(farm(DoNoHarm.WARN).member(1, 1, 8, 20).member(2, 1, 8, 0));

        assertThat(harm.status()).isEqualTo(Status.WARNED);
        assertThat(harm.sentence())
                .matches(
                        "this strategy does harm: its ratios swing: in [0-9]+ s they moved [0-9.]+ times the whole traffic,"
                                + " while up to [0-9.]+ s of queue stood");
    }

    @Test
    void swingingRatiosAreHarmlessWhileNobodyWaits() {
        assertThat(swing(farm(DoNoHarm.WARN).member(1, 1, 8, 0).member(2, 1, 8, 0)))
                .isEqualTo(Harm.NONE);
    }

    private static Harm swing(Farm farm) {
        Harm harm = Harm.NONE;
        for (int i = 0; i < 20; i++) {
            farm.ratios.put(id(1), i % 2 == 0 ? 2 : 1);
            farm.ratios.put(id(2), i % 2 == 0 ? 1 : 2);
            harm = farm.look(Farm.STEP);
        }
        return harm;
    }

    @Test
    void oneStepHoweverLargeIsNoSwing() {
        Farm farm = farm(DoNoHarm.WARN).member(1, 20, 8, 0);
        for (int i = 2; i <= 5; i++) {
            farm.member(i, 1, 8, 0);
        }
        farm.look(30);
        farm.waiting.put(id(1), 200.0);
        farm.ratios.replaceAll((id, ratio) -> id.equals(id(1)) ? 1 : 20);

        assertThat(farm.look(60)).isEqualTo(Harm.NONE);
    }

    @Test
    void oneOddSampleIsForgotten() {
        Farm farm = farm(DoNoHarm.WARN).member(1, 2, 8, 0).member(2, 1, 8, 0);
        for (int i = 0; i < 30; i++) {
            farm.look(26);
            farm.waiting.put(id(1), 1e6);
            assertThat(farm.look(4)).isEqualTo(Harm.NONE);
            farm.waiting.put(id(1), 0.0);
        }
    }

    @Test
    void whatCannotBeKnownIsNotJudged() {
        Farm reset = misdirected(DoNoHarm.WARN);
        reset.ours = false;
        Farm ignoring = misdirected(DoNoHarm.WARN);
        ignoring.mode = LoadBalancingMode.LEAST_CONNECTIONS;
        Farm blind = misdirected(DoNoHarm.WARN);
        blind.scraped = false;
        Farm single = farm(DoNoHarm.WARN).member(1, 9, 8, 100);
        Farm quiet = misdirected(DoNoHarm.WARN);
        quiet.ours = false;
        quiet.look(60);
        quiet.sending = false;
        quiet.look(10);
        quiet.ours = true;

        assertThat(reset.look(600)).isEqualTo(Harm.NONE);
        assertThat(ignoring.look(600)).isEqualTo(Harm.NONE);
        assertThat(blind.look(600)).isEqualTo(Harm.NONE);
        assertThat(single.look(600)).isEqualTo(Harm.NONE);
        assertThat(quiet.look(600)).isEqualTo(Harm.NONE);
    }

    @Test
    void evidenceRestsWhileNothingIsKnown() {
        Farm farm = misdirected(DoNoHarm.WARN);
        assertThat(farm.look(12)).isEqualTo(Harm.NONE);
        farm.scraped = false;
        assertThat(farm.look(600)).isEqualTo(Harm.NONE);
        farm.scraped = true;
        assertThat(farm.look(4)).isEqualTo(Harm.NONE);
        assertThat(farm.look(16).status()).isEqualTo(Status.WARNED);
    }

    @Test
    void aWarningEndsWhenTheHarmDoes() {
        Farm farm = misdirected(DoNoHarm.WARN);
        assertThat(farm.look(300).alarms()).isEqualTo(1);
        farm.ratios.put(id(1), 1);

        assertThat(farm.look(180)).isEqualTo(new Harm(Status.NONE, Harm.NONE.instead(), 1, ""));
    }

    @Test
    void actingPutsSharesByCapacityInForce() {
        Farm farm = farm(DoNoHarm.ACT).member(1, 1, 20, 0).member(2, 20, 5, 40);

        Harm harm = farm.look(60);

        assertThat(harm.status()).isEqualTo(Status.SUSPENDED);
        assertThat(harm.sentence())
                .startsWith("this strategy did harm: ")
                .endsWith("; set aside for 5 min (5 left), meanwhile shares are by capacity");
        assertThat(harm.instead().shares().get(id(1))).isBetween(0.75, 0.95);
        assertThat(harm.instead().of(id(2)).orElseThrow().reason()).endsWith("by capacity, as the strategy did harm");
    }

    @Test
    void eachRelapseDoublesTheTimeUpToAnHourAndAnHourWithoutForgives() {
        Farm farm = misdirected(DoNoHarm.ACT);
        for (int minutes : new int[] {5, 10, 20, 40, 60, 60}) {
            assertThat(until(Status.SUSPENDED, farm).sentence())
                    .contains("set aside for " + minutes + " min (" + minutes + " left)");
            Instant began = farm.now;
            until(Status.NONE, farm);
            assertThat(Duration.between(began, farm.now)).isEqualTo(Duration.ofMinutes(minutes));
        }
        farm.ratios.put(id(1), 1);
        assertThat(farm.look(4000)).isEqualTo(new Harm(Status.NONE, Harm.NONE.instead(), 6, ""));
        farm.ratios.put(id(1), 9);

        assertThat(farm.look(40).sentence()).contains("set aside for 5 min");
    }

    private static Harm until(Status status, Farm farm) {
        return Stream.generate(() -> farm.look(Farm.STEP))
                .limit(4000)
                .filter(harm -> harm.status() == status)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aClockThatIsPutBackDoesNotProlongASuspension() {
        Farm farm = misdirected(DoNoHarm.ACT);
        farm.look(40);
        farm.now = farm.now.minusSeconds(100_000);
        farm.ratios.put(id(1), 1);

        assertThat(farm.look(302).status()).isEqualTo(Status.NONE);
    }

    @Test
    void whereNobodyLooksNothingMoreIsAsked() {
        Needs needs = new Needs(Set.of(Signal.QUEUE_TIME), Set.of(Signal.QUEUE_TIME), Duration.ofSeconds(45));

        assertThat(new Supervisor(DoNoHarm.OFF, new RatioScale(20)).needs(needs))
                .isEqualTo(needs);
        assertThat(misdirected(DoNoHarm.OFF).look(600)).isEqualTo(Harm.NONE);
        Needs more = new Supervisor(DoNoHarm.WARN, new RatioScale(20)).needs(needs);
        assertThat(more.signals()).contains(Signal.QUEUE_TIME, Signal.WAITING, Signal.GENERATION_TOKENS);
        assertThat(more.buckets()).containsExactly(Signal.QUEUE_TIME);
        assertThat(more.range()).isEqualTo(Duration.ofSeconds(45));
    }

    @Test
    void modesHaveNames() {
        assertThat(DoNoHarm.named("warn")).isEqualTo(DoNoHarm.WARN);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DoNoHarm.named("maybe"))
                .withMessage("do-no-harm is act, warn, off, but this is \"maybe\"");
    }
}
