package io.llmlb.sim.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmlb.sim.lab.policy.Policies;
import io.llmlb.sim.lab.policy.Policy;
import io.llmlb.sim.lab.policy.Site;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ExperimentTest {
    private static final Experiment SMALL = new Experiment(
            List.of(Small.conditions(), Small.conditions().withTmms(4)),
            List.of(Policies.named("equal"), Policies.named("power-of-two")),
            List.of(3L, 4L, 5L));

    @Test
    void resultsDoNotDependOnTheThreads() throws InterruptedException {
        AtomicInteger done = new AtomicInteger();
        Experiment.Results one = SMALL.run(1, true, done::incrementAndGet);
        assertThat(done.get()).isEqualTo(SMALL.runs()).isEqualTo(12);
        assertThat(SMALL.run(5, true, () -> {})).isEqualTo(one);
    }

    @Test
    void rowsComeByConditionsThenPolicyThenSeed() throws InterruptedException {
        List<Row> rows = SMALL.run(3, false, () -> {}).rows();
        assertThat(rows.stream().map(row -> row.conditions().tmms() + " " + row.policy() + " " + row.seed()))
                .containsExactly(
                        "1 equal 3",
                        "1 equal 4",
                        "1 equal 5",
                        "1 power-of-two 3",
                        "1 power-of-two 4",
                        "1 power-of-two 5",
                        "4 equal 3",
                        "4 equal 4",
                        "4 equal 5",
                        "4 power-of-two 3",
                        "4 power-of-two 4",
                        "4 power-of-two 5");
        assertThat(rows.get(4)).isEqualTo(Run.of(SMALL.conditions().get(0), Policies.named("power-of-two"), 4));
    }

    @Test
    void theFirstSeedIsRecordedWhenThatIsWanted() throws InterruptedException {
        assertThat(SMALL.run(2, false, () -> {}).recordings()).isEmpty();
        List<Recording> recordings = SMALL.run(2, true, () -> {}).recordings();
        assertThat(recordings.stream().map(Recording::row).map(Row::seed))
                .containsOnly(3L)
                .hasSize(4);
        assertThat(recordings.get(0).tracks().stream().map(Track::server)).containsExactly("a100-1", "a100-2", "l4-1");
        assertThat(recordings.get(0).tracks())
                .allSatisfy(track -> assertThat(track.points()).hasSize(60));
    }

    @Test
    void aFailureOfARunIsTheFailureOfTheExperiment() {
        Policy broken = new Policy() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public void begin(Site site) {
                throw new IllegalStateException("it cannot begin");
            }
        };
        Experiment experiment = new Experiment(List.of(Small.conditions()), List.of(broken), List.of(1L));
        assertThatThrownBy(() -> experiment.run(2, false, () -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("it cannot begin");
    }

    @Test
    void anInterruptedExperimentEnds() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> SMALL.run(2, false, () -> {})).isInstanceOf(InterruptedException.class);
    }

    @Test
    void nothingToRunIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Experiment(List.of(Small.conditions()), List.of(), List.of(1L)));
    }
}
