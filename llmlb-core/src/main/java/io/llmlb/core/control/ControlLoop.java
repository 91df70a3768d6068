package io.llmlb.core.control;

import io.llmlb.core.LlmlbException;
import io.llmlb.core.MemberId;
import io.llmlb.core.PoolName;
import io.llmlb.core.act.MemberShare;
import io.llmlb.core.act.PoolDevice;
import io.llmlb.core.act.PoolMember;
import io.llmlb.core.act.PoolState;
import io.llmlb.core.act.WriteReport;
import io.llmlb.core.decide.RatioScale;
import io.llmlb.core.decide.RatioStrategy;
import io.llmlb.core.guard.Guards;
import io.llmlb.core.observe.MetricsSource;
import io.llmlb.core.observe.Reading;
import io.llmlb.core.observe.SampleWindow;
import io.llmlb.core.supervise.Actuation;
import io.llmlb.core.supervise.DoNoHarm;
import io.llmlb.core.supervise.Harm;
import io.llmlb.core.supervise.Supervisor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The loop of one pool: observe, decide, act. {@link #runOnce()} is one turn of it, never throws, and never writes a
 * ratio below 1 or above the scale's maximum, whatever it is told. Remembers the last samples and the last weights, and
 * so is used by one thread at a time.
 */
public final class ControlLoop {
    private final PoolName pool;
    private final PoolDevice device;
    private final Restraint restraint;
    private final Actuation actuation;
    private final RatioScale scale;
    private final InstantSource clock;
    private final Evidence evidence;
    private final Decider decider;

    /**
     * A loop whose strategy nobody supervises.
     *
     * @param pool the pool to control
     * @param device where it is
     * @param source what is known of its members
     * @param strategy makes weights of that; a fresh one for this loop alone
     * @param guards what limits the strategy
     * @param scale makes ratios of weights
     * @param clock the time
     */
    public ControlLoop(
            PoolName pool,
            PoolDevice device,
            MetricsSource source,
            RatioStrategy strategy,
            Guards guards,
            RatioScale scale,
            InstantSource clock) {
        this(pool, device, source, strategy, guards, scale, clock, DoNoHarm.OFF);
    }

    /**
     * A loop.
     *
     * @param pool the pool to control
     * @param device where it is
     * @param source what is known of its members
     * @param strategy makes weights of that; a fresh one for this loop alone
     * @param guards what limits the strategy
     * @param scale makes ratios of weights
     * @param clock the time
     * @param doNoHarm what happens when the strategy is seen to do harm
     */
    public ControlLoop(
            PoolName pool,
            PoolDevice device,
            MetricsSource source,
            RatioStrategy strategy,
            Guards guards,
            RatioScale scale,
            InstantSource clock,
            DoNoHarm doNoHarm) {
        Supervisor supervisor = new Supervisor(doNoHarm, scale);
        this.pool = pool;
        this.device = device;
        this.restraint = new Restraint(device, pool);
        this.actuation = new Actuation(device);
        this.scale = scale;
        this.clock = clock;
        this.evidence = new Evidence(
                source, Reading.needs(actuation.needs(supervisor.needs(strategy.needs()))), guards.freshness(), clock);
        this.decider = new Decider(strategy, guards, supervisor);
    }

    /** The pool that this loop controls. */
    public PoolName pool() {
        return pool;
    }

    /** What makes requests wait at the pool's device just now, in words; empty when nothing does. */
    Optional<String> limit() {
        return device.limit();
    }

    /** One turn. */
    public Cycle runOnce() {
        Instant began = clock.instant();
        try {
            PoolState state = device.read(pool);
            if (state.members().isEmpty()) {
                return ended(began, Cycle.Outcome.EMPTY, List.of("the pool has no members"), null);
            }
            OtherWriters others = restraint.look(state, began);
            Evidence.Known known = evidence.gather(state.ids());
            Actuation.Finding sent = actuation.look(state, known.fresh());
            Decider.Decision decision = decide(state, known, others);
            Duration decidedAfter = Duration.between(began, clock.instant());
            List<MemberShare> shares = shares(state, decision);
            // Until the strategy has judged this pool once there is no opinion, and the device is left as it is.
            WriteReport report = restraint.write(state, decision.everJudged() ? shares : List.of(), others);
            return new Cycle(
                    pool,
                    began,
                    Duration.between(began, clock.instant()),
                    decidedAfter,
                    outcome(decision, report, others),
                    describe(shares, decision, known, report),
                    decision.guarded(),
                    decision.harm(),
                    others,
                    notes(state, known, decision.harm(), others, sent),
                    report.problem().or(decision::problem).orElse(known.failure()));
        } catch (RuntimeException failure) {
            LlmlbException problem = UnexpectedException.of("pool " + pool, failure);
            return ended(began, Cycle.Outcome.FAILED, List.of(), problem);
        }
    }

    private Decider.Decision decide(PoolState state, Evidence.Known known, OtherWriters others) {
        if (others.hold().isPresent() || others.standby().isPresent()) {
            decider.forget(); // afterwards it begins with what is in force then
        }
        return decider.decide(state, known, restraint.ours(state), actuation.trusted());
    }

    private List<MemberShare> shares(PoolState state, Decider.Decision decision) {
        Map<MemberId, Integer> now = inForce(state);
        Map<MemberId, Integer> ratios = decision.everJudged() ? scale.scale(decision.weights(), now) : now;
        List<MemberShare> shares = new ArrayList<>();
        for (PoolMember member : state.members()) {
            double weight = decision.weights().of(member.id()).orElseThrow().value();
            shares.add(new MemberShare(member, weight, ratios.getOrDefault(member.id(), 1)));
        }
        return shares;
    }

    private static Map<MemberId, Integer> inForce(PoolState state) {
        Map<MemberId, Integer> ratios = new TreeMap<>();
        state.members().forEach(member -> ratios.put(member.id(), Math.max(1, member.ratio())));
        return ratios;
    }

    private static Cycle.Outcome outcome(Decider.Decision decision, WriteReport report, OtherWriters others) {
        if (report.problem().isPresent()) {
            return Cycle.Outcome.FAILED;
        }
        return decision.judged() && others.mayWrite() ? Cycle.Outcome.DONE : Cycle.Outcome.HELD;
    }

    private static List<MemberCycle> describe(
            List<MemberShare> shares, Decider.Decision decision, Evidence.Known known, WriteReport report) {
        List<MemberCycle> members = new ArrayList<>();
        for (MemberShare share : shares) {
            MemberId id = share.member().id();
            SampleWindow samples = known.all().of(id);
            Instant now = known.all().asOf();
            Optional<Duration> age = samples.newest().map(at -> Duration.between(at, now));
            WriteReport.Outcome outcome = report.outcomes().getOrDefault(id, WriteReport.Outcome.FAILED);
            boolean stays = outcome == WriteReport.Outcome.UNCHANGED;
            members.add(new MemberCycle(
                    share.member(),
                    age,
                    Reading.of(samples, now),
                    decision.asked(id),
                    decision.weights().of(id).orElseThrow(),
                    decision.guards(id),
                    stays ? Math.max(1, share.member().ratio()) : report.ratio(share),
                    stays ? Math.max(1, share.member().ratio()) : share.ratio(),
                    outcome));
        }
        return members;
    }

    private static List<String> notes(
            PoolState state, Evidence.Known known, Harm harm, OtherWriters others, Actuation.Finding sent) {
        List<String> notes = new ArrayList<>(others.notes());
        if (!sent.sentence().isEmpty()) {
            notes.add(sent.sentence());
        }
        notes.addAll(sent.notes());
        notes.addAll(known.notes());
        if (!harm.sentence().isEmpty()) {
            notes.add(harm.sentence());
        }
        if (!state.mode().honoursRatios()) {
            notes.add("the pool balances by " + state.modeName()
                    + ", which ignores ratios: set its load balancing method to ratio-member");
        }
        return notes;
    }

    /** A cycle that ended before anything was decided. */
    private Cycle ended(Instant began, Cycle.Outcome outcome, List<String> notes, @Nullable LlmlbException failure) {
        return new Cycle(pool, began, Duration.between(began, clock.instant()), outcome, List.of(), notes, failure);
    }
}
