package io.llmlb.core.supervise;

import io.llmlb.core.act.PoolState;
import io.llmlb.core.decide.Capacities;
import io.llmlb.core.decide.RatioScale;
import io.llmlb.core.decide.RatioStrategy;
import io.llmlb.core.decide.Strategies;
import io.llmlb.core.decide.StrategyOptions;
import io.llmlb.core.decide.Weights;
import io.llmlb.core.observe.Needs;
import io.llmlb.core.observe.Observation;
import io.llmlb.core.observe.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that a strategy does not make things worse than shares by capacity would: judges the ratios in force by what
 * became of the queues, and never asks who made them or why. Two kinds of harm are known: requests sent to where the
 * queues are ({@link Misdirection}), and ratios that swing while requests wait ({@link Restlessness}).
 *
 * <p>Judges nothing where it cannot know: when ratios have no effect, when what is in force is not what the loop put
 * there (the device was reset, a write failed, a dry run), when fewer than half of the members tell their queues, with a
 * single member, when nothing is sent. Remembers evidence about one pool, and so is used by one loop.
 */
public final class Supervisor {
    private static final String CAUSE = "by capacity, as the strategy did harm";

    /** One look counts for no more than this, however rare cycles are. */
    private static final double LONGEST_LOOK = 5;

    private final DoNoHarm mode;
    private final RatioScale scale;
    private final Capacities capacities = new Capacities();
    private final RatioStrategy capacityTrim = Strategies.create("capacity-trim", StrategyOptions.NONE);
    private final List<Detector> detectors = List.of(new Misdirection(), new Restlessness());
    private final Suspension suspension = new Suspension();
    private Weights substitute = Weights.NONE;
    private @Nullable Scene last;
    private boolean alarmed;
    private long alarms;
    private String finding = "";

    /**
     * @param mode what to do about harm
     * @param scale makes ratios of weights in this loop
     */
    public Supervisor(DoNoHarm mode, RatioScale scale) {
        this.mode = mode;
        this.scale = scale;
    }

    /** What must be known for a strategy with these needs and its supervisor. */
    public Needs needs(Needs strategy) {
        if (mode == DoNoHarm.OFF) {
            return strategy;
        }
        Set<Signal> signals = EnumSet.copyOf(Capacities.NEEDS.signals());
        signals.addAll(strategy.signals());
        Duration range = Capacities.NEEDS.range();
        return new Needs(signals, strategy.buckets(), strategy.range().compareTo(range) > 0 ? strategy.range() : range);
    }

    /**
     * Looks at the pool once.
     *
     * @param state the pool as the device shows it
     * @param fresh samples of members whose newest sample is young enough to be believed
     * @param ours whether the ratios in force are those that the loop put there
     */
    public Harm judge(PoolState state, Observation fresh, boolean ours) {
        if (mode == DoNoHarm.OFF) {
            return Harm.NONE;
        }
        Instant now = fresh.asOf();
        capacities.learn(now, state.ids(), fresh);
        substitute = capacityTrim.decide(now, state, fresh, Weights.NONE);
        if (suspension.on(now)) {
            return suspended(now);
        }
        boolean before = alarmed;
        boolean telling = ours && state.mode().honoursRatios();
        look(telling ? Scene.of(state, fresh, capacities, scale).orElse(null) : null);
        if (alarmed && !before) {
            alarms++;
            if (mode == DoNoHarm.ACT) {
                suspension.begin(now);
                detectors.forEach(Detector::forget);
                alarmed = false;
                last = null;
                return suspended(now);
            }
        }
        return alarmed
                ? new Harm(Harm.Status.WARNED, Weights.NONE, alarms, "this strategy does harm: " + finding)
                : new Harm(Harm.Status.NONE, Weights.NONE, alarms, "");
    }

    private void look(@Nullable Scene scene) {
        Scene before = last;
        last = scene;
        if (scene == null || before == null || !before.at().isBefore(scene.at())) {
            return;
        }
        double seconds =
                Math.min(LONGEST_LOOK, Duration.between(before.at(), scene.at()).toMillis() / 1e3);
        boolean any = false;
        for (Detector detector : detectors) {
            detector.look(before, scene, seconds);
            if (detector.alarmed()) {
                finding = any ? finding : detector.finding();
                any = true;
            }
        }
        alarmed = any;
    }

    private Harm suspended(Instant now) {
        Weights weights = substitute.map((member, weight) -> weight.changed(weight.value(), CAUSE));
        long minutes = suspension.left(now).plusSeconds(59).toMinutes();
        String sentence = "this strategy did harm: " + finding + "; set aside for "
                + suspension.length().toMinutes() + " min (" + minutes + " left), meanwhile shares are by capacity";
        return new Harm(Harm.Status.SUSPENDED, weights, alarms, sentence);
    }
}
