package io.llmlb.core.decide;

import io.llmlb.core.MemberId;
import io.llmlb.core.act.PoolState;
import io.llmlb.core.observe.Needs;
import io.llmlb.core.observe.Observation;
import io.llmlb.core.observe.Signal;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/**
 * The law for pools that balance by ratio alone: within a horizon, every member is to be given as many requests as bring
 * its backlog to one level, so that who has more than its part gets less until it has not.
 *
 * <pre>{@code
 * backlog_i = runningWeight * running_i + waiting_i                                       requests
 * share_i   = clamp(fair_i * level - backlog_i / (arrivals * horizon), least * fair_i, most * fair_i)
 * d_i       = log(share_i / fair_i)
 * weight_i  = fair_i * exp(d_i * (1 - (deadband / d_i)^2)), or fair_i where |d_i| < deadband
 * }</pre>
 *
 * <p>with {@code fair_i} the member's part of the pool's {@link Capacity}, {@code level} such that the shares add up to 1
 * ({@link WaterLevel}), {@code arrivals} the requests a second of the judged members, as estimated from their counters
 * ({@link Arrivals}), and {@code horizon = max(horizonSeconds, horizonIntervals * delay)}, where {@code delay} is the
 * longer of the samples' interval and age. While the rate of arrivals is not known, shares are the fair ones.
 *
 * <p><b>Why a horizon.</b> Near saturation a backlog is the integral of what was sent too much, seen late. A deviation
 * {@code d} obeys {@code d'(t) = -d(t - tau) / horizon}, with {@code tau} the time from a sample to its effect: about 5 s,
 * at worst 9 s, when samples come every 5 s. That is stable for {@code horizon > 2 tau / pi} and free of overshoot for
 * {@code horizon > e * tau}. Running requests end by themselves, so they need less gain than waiting ones: their weight
 * is below 1. The deadband leaves equal servers alone, whose backlogs differ by chance, and takes nothing from a large
 * difference. In simulation results are flat for horizons of 6 to 20 s, and break below 4 s.
 *
 * <p>State: the estimates of capacity and arrivals, and the trims if they are on. Options: those of {@link Capacity}, and
 * {@code horizonSeconds} (12), {@code horizonIntervals} (1.5), {@code runningWeight} (0.4), {@code leastOfFair} (0.1),
 * {@code mostOfFair} (4), {@code arrivalSeconds} (10): the time constant of the arrival rate, {@code leastArrivals} (40):
 * as how many arrivals within the horizon fewer count, so that a pool with few requests does not run after each of them;
 * {@code deadband} (0.2), in logarithms of shares; {@code trimGain} (0.01) and {@code trimLeak} (0.01), both per second,
 * and {@code trimLimit} (0.7): capacities are then multiplied by {@code exp(trim)} ({@link QueueTrim}).
 */
final class WaterFillingStrategy implements RatioStrategy {

    private final ScrapeWindows scrapes = new ScrapeWindows();
    private final Capacity capacity;
    private final Arrivals arrivals;
    private final QueueTrim trim;
    private final WaterLevel water;
    private final double horizonSeconds;
    private final double horizonIntervals;
    private final double runningWeight;
    private final double leastArrivals;
    private final double deadband;

    WaterFillingStrategy(StrategyOptions options) {
        capacity = new Capacity(options);
        arrivals = new Arrivals(options.number("arrivalSeconds", 10, 0.1, 3600));
        trim = new QueueTrim(
                options.number("trimGain", 0.01, 0, 1),
                options.number("trimLeak", 0.01, 0, 1),
                options.number("trimLimit", 0.7, 0, 5));
        water = new WaterLevel(options.number("leastOfFair", 0.1, 0.001, 1), options.number("mostOfFair", 4, 1, 1000));
        horizonSeconds = options.number("horizonSeconds", 12, 0.1, 3600);
        horizonIntervals = options.number("horizonIntervals", 1.5, 0, 100);
        runningWeight = options.number("runningWeight", 0.4, 0, 10);
        deadband = options.number("deadband", 0.2, 0, 1);
        leastArrivals = options.number("leastArrivals", 40, 0.001, 1e6);
    }

    @Override
    public Needs needs() {
        Set<Signal> signals = EnumSet.copyOf(Capacity.SIGNALS);
        signals.add(Signal.WAITING);
        return new Needs(signals, Set.of(), Capacity.RANGE);
    }

    @Override
    public Weights decide(Instant now, PoolState state, Observation fresh, Weights last) {
        Set<MemberId> pool = state.ids();
        Map<MemberId, ScrapeWindow> windows = scrapes.next(now, pool, fresh);
        capacity.learn(now, pool, windows);
        arrivals.learn(now, pool, windows);
        Map<MemberId, Load> loads = trim.apply(now, Load.of(pool, fresh, capacity));
        double delay = ScrapeWindow.seconds(ScrapeWindows.delay(now, fresh));
        return fill(loads, arrivals.at(loads.keySet()), Math.max(horizonSeconds, horizonIntervals * delay));
    }

    private Weights fill(Map<MemberId, Load> loads, OptionalDouble rate, double horizon) {
        double expected = Math.max(leastArrivals, rate.orElse(0) * horizon);
        double all = Load.capacity(loads);
        Map<MemberId, Double> fair = new TreeMap<>();
        Map<MemberId, Double> debts = new TreeMap<>();
        loads.forEach((member, load) -> {
            fair.put(member, load.capacity() / all);
            debts.put(member, rate.isEmpty() ? 0 : backlog(load) / expected);
        });
        Map<MemberId, Double> shares = water.shares(fair, debts);
        shares.replaceAll((member, share) -> calm(share, fair.getOrDefault(member, share)));
        Map<MemberId, Weight> weights = new TreeMap<>();
        loads.forEach((member, load) -> {
            Map<String, Double> terms = new LinkedHashMap<>();
            terms.put("running", load.running());
            terms.put("waiting", load.waiting());
            terms.put("capacity", load.capacity());
            terms.put("arrivals", rate.orElse(0));
            terms.put("horizon", horizon);
            String reason = rate.isEmpty() ? "the rate of arrivals is not known, so by capacity alone" : load.note();
            weights.put(member, new Weight(shares.getOrDefault(member, 1.0), terms, reason));
        });
        return Weights.of(weights);
    }

    /** Small differences from the fair share are chance, and following them costs more than they do. */
    private double calm(double share, double fair) {
        double difference = StrictMath.log(share / fair);
        double ratio = deadband / difference;
        return difference == 0 || Math.abs(ratio) >= 1 ? fair : fair * StrictMath.exp(difference * (1 - ratio * ratio));
    }

    private double backlog(Load load) {
        return runningWeight * load.running() + load.waiting();
    }

    /** {@code water-filling}: for its options see the strategy. */
    public static final class Factory implements RatioStrategyFactory {
        @Override
        public String name() {
            return "water-filling";
        }

        @Override
        public RatioStrategy create(StrategyOptions options) {
            options.only(Capacity.options(
                    "horizonSeconds",
                    "horizonIntervals",
                    "runningWeight",
                    "leastOfFair",
                    "mostOfFair",
                    "arrivalSeconds",
                    "leastArrivals",
                    "deadband",
                    "trimGain",
                    "trimLeak",
                    "trimLimit"));
            return new WaterFillingStrategy(options);
        }
    }
}
