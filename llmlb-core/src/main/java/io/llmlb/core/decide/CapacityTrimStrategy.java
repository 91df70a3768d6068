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
import java.util.Set;
import java.util.TreeMap;

/**
 * The law for pools that balance by fewest connections in proportion to the ratio. There the fast loop is inside BIG-IP
 * and sees every request at once, so this one only sets the steady state, slowly:
 *
 * <pre>{@code
 * wanted_i = log(capacity_i) + trim_i, less the mean of this over the members
 * log w_i  = log w_i + clamp(wanted_i - log w_i, -slew, slew)             at each decision
 * }</pre>
 *
 * <p>with {@link Capacity} and {@link QueueTrim}. The trim is there because a weight that equals the capacity makes
 * requests stay equally long everywhere, while the batch of a fast server is full before that of a slow one. All weights
 * begin at 1 and approach; a member that joins later begins where it is wanted, which is low ({@link Capacity}),
 * because fewest connections would send everything to it.
 *
 * <p>Nothing here is proportional to a queue: that would act twice on what BIG-IP has acted on already, and late.
 * The method and its constants come from a simulation of mixed servers, where it was the best of all laws, and nearly
 * indifferent to the age of the samples (up to 30 s).
 *
 * <p>State: the estimates of capacity, the trims, the logarithms of the weights. Options: those of {@link Capacity}, and
 * {@code trimGain} (0.005) and {@code trimLeak} (0.01), both per second, {@code trimLimit} (1), and {@code slew} (0.25).
 */
final class CapacityTrimStrategy implements RatioStrategy {
    private final ScrapeWindows scrapes = new ScrapeWindows();
    private final PerMember<LogWeight> logWeights = new PerMember<>(LogWeight::new);
    private final Capacity capacity;
    private final QueueTrim trim;
    private final double slew;
    private boolean began;

    private static final class LogWeight {
        double value;
    }

    CapacityTrimStrategy(StrategyOptions options) {
        capacity = new Capacity(options);
        trim = new QueueTrim(
                options.number("trimGain", 0.005, 0, 1),
                options.number("trimLeak", 0.01, 0, 1),
                options.number("trimLimit", 1, 0, 5));
        slew = options.number("slew", 0.25, 0.001, 10);
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
        capacity.learn(now, pool, scrapes.next(now, pool, fresh));
        Map<MemberId, Load> untrimmed = Load.of(pool, fresh, capacity);
        Map<MemberId, Load> loads = trim.apply(now, untrimmed);
        logWeights.present(now, pool);
        double mean = loads.values().stream()
                .mapToDouble(load -> StrictMath.log(load.capacity()))
                .average()
                .orElse(0);
        Map<MemberId, Weight> weights = new TreeMap<>();
        loads.forEach((member, load) -> {
            double wanted = StrictMath.log(load.capacity()) - mean;
            Map<String, Double> terms = new LinkedHashMap<>();
            terms.put("waiting", load.waiting());
            double measured = untrimmed.getOrDefault(member, load).capacity();
            terms.put("capacity", measured);
            terms.put("trim", load.capacity() / measured);
            weights.put(member, new Weight(StrictMath.exp(approach(member, wanted)), terms, load.note()));
        });
        began |= !weights.isEmpty();
        return Weights.of(weights);
    }

    private double approach(MemberId member, double wanted) {
        boolean joins = began && !logWeights.knows(member);
        LogWeight weight = logWeights.of(member);
        double most = joins ? Double.MAX_VALUE : slew;
        weight.value += Math.min(most, Math.max(-most, wanted - weight.value));
        return weight.value;
    }

    /** {@code capacity-trim}: for its options see the strategy. */
    public static final class Factory implements RatioStrategyFactory {
        @Override
        public String name() {
            return "capacity-trim";
        }

        @Override
        public RatioStrategy create(StrategyOptions options) {
            options.only(Capacity.options("trimGain", "trimLeak", "trimLimit", "slew"));
            return new CapacityTrimStrategy(options);
        }
    }
}
