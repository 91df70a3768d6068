package io.llmlb.core.control;

import io.llmlb.core.LlmlbException;
import io.llmlb.core.MemberId;
import io.llmlb.core.act.PoolState;
import io.llmlb.core.decide.RatioStrategy;
import io.llmlb.core.decide.Weight;
import io.llmlb.core.decide.Weights;
import io.llmlb.core.guard.Guards;
import io.llmlb.core.guard.HoldThenNeutral;
import io.llmlb.core.guard.Situation;
import io.llmlb.core.supervise.Harm;
import io.llmlb.core.supervise.Supervisor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The middle of the loop: the strategy between its guards, and the weights it remembers. */
final class Decider {
    private final RatioStrategy strategy;
    private final Guards guards;
    private final Supervisor supervisor;

    private final Usual usual = new Usual();
    private final Tenure tenure = new Tenure();
    private Weights answer = Weights.NONE; // the strategy's own last word
    private Weights applied = Weights.NONE;
    private Weights trusted = Weights.NONE;
    private @Nullable Instant decidedOn; // the newest sample that the strategy has seen
    private @Nullable Instant judgedAt; // when it last judged enough of the members
    private boolean wasSuspended;

    Decider(RatioStrategy strategy, Guards guards, Supervisor supervisor) {
        this.strategy = strategy;
        this.guards = guards;
        this.supervisor = supervisor;
    }

    /**
     * The weights of one cycle.
     *
     * @param weights one for each member
     * @param word what the guards were given
     * @param guards the guards that changed a member's weight, by member
     * @param guarded how many of them each guard changed, and how many the supervisor replaced
     * @param harm what the supervisor makes of the strategy
     * @param judged whether the strategy judged enough of them just now
     * @param everJudged whether it ever did; until then the device is left as it is
     * @param failure what the strategy threw, or null
     */
    record Decision(
            Weights weights,
            Weights word,
            Map<MemberId, List<String>> guards,
            Map<String, Integer> guarded,
            Harm harm,
            boolean judged,
            boolean everJudged,
            @Nullable LlmlbException failure) {
        OptionalDouble asked(MemberId member) {
            return word.of(member).map(Weight::value).map(OptionalDouble::of).orElse(OptionalDouble.empty());
        }

        List<String> guards(MemberId member) {
            return guards.getOrDefault(member, List.of());
        }

        Optional<LlmlbException> problem() {
            return Optional.ofNullable(failure);
        }
    }

    /** From now on it knows no more of its own decisions than on the first day; what it has learned of members stays. */
    void forget() {
        judgedAt = null;
    }

    /**
     * Decides.
     *
     * @param ours whether the ratios in force are what this loop made of its decisions
     * @param followed whether requests go where the ratios say; if not, what became of the ratios teaches nothing, and the
     *     strategy's last word stands
     */
    Decision decide(PoolState state, Evidence.Known known, boolean ours, boolean followed) {
        Instant now = known.all().asOf();
        if (judgedAt == null) {
            applied = Weights.inForce(state.members(), "as found");
            trusted = applied;
        }
        LlmlbException failure = followed || judgedAt == null ? ask(state, known, now) : null;
        Harm harm = supervisor.judge(state, known.fresh(), ours);
        boolean suspended = harm.status() == Harm.Status.SUSPENDED;
        Weights word = suspended ? harm.instead() : among(answer, state, known);
        boolean judged = HoldThenNeutral.enough(word, state.members().size());
        if (judged) {
            judgedAt = now;
        }
        if (suspended && !wasSuspended) {
            applied = word; // so that no guard holds what did harm
        }
        wasSuspended = suspended;
        Situation situation = new Situation(
                state.ids(),
                applied,
                trusted,
                usual.weights(),
                since(judgedAt, now),
                tenure.of(state, known.all()),
                known.fresh());
        Guards.Guarded guarded = guards.apply(word, situation);
        applied = guarded.weights();
        if (judged) {
            trusted = applied;
            if (followed) {
                usual.learn(now, applied, word.members());
            }
        }
        Map<String, Integer> changed = new TreeMap<>(guarded.changed());
        if (suspended) {
            changed.put("do-no-harm", word.members().size());
        }
        return new Decision(applied, word, guarded.byMember(), changed, harm, judged, judgedAt != null, failure);
    }

    /** Asks the strategy, but only when a sample is new: a law that acts twice on one sample has twice its gain. */
    private @Nullable LlmlbException ask(PoolState state, Evidence.Known known, Instant now) {
        Instant newest = known.newest().orElse(null);
        boolean news = newest != null && !newest.equals(decidedOn);
        if (!news && !needsNothing()) {
            return null;
        }
        decidedOn = newest;
        try {
            answer = strategy.decide(now, state, known.fresh(), applied);
            return null;
        } catch (RuntimeException thrown) {
            answer = Weights.NONE;
            return UnexpectedException.of("strategy", thrown);
        }
    }

    /** The strategy's word on members that are still in the pool and whose samples are still fresh. */
    private Weights among(Weights word, PoolState state, Evidence.Known known) {
        Map<MemberId, Weight> kept = new TreeMap<>(word.byMember());
        kept.keySet().retainAll(state.ids());
        if (!needsNothing()) {
            kept.keySet().retainAll(known.fresh().windows().keySet());
        }
        return Weights.of(kept);
    }

    private boolean needsNothing() {
        return strategy.needs().signals().isEmpty();
    }

    private static Duration since(@Nullable Instant then, Instant now) {
        return then == null || then.isAfter(now) ? Duration.ZERO : Duration.between(then, now);
    }
}
