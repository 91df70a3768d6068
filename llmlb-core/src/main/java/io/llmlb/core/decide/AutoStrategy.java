package io.llmlb.core.decide;

import io.llmlb.core.MemberId;
import io.llmlb.core.act.LoadBalancingMode;
import io.llmlb.core.act.PoolState;
import io.llmlb.core.observe.Needs;
import io.llmlb.core.observe.Observation;
import io.llmlb.core.observe.Signal;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * The strategy for those who do not want to choose: at every decision it takes the law that fits how the pool balances
 * and what its servers tell, and says which.
 *
 * <table>
 * <caption>The choice; the first row that fits counts</caption>
 * <tr><th>the pool balances by</th><th>and</th><th>law</th></tr>
 * <tr><td>anything that ignores ratios</td><td></td><td>equal weights</td></tr>
 * <tr><td>either kind of ratio</td><td>no server counts tokens, but some tell their use of memory</td>
 *     <td>{@code utilization}</td></tr>
 * <tr><td>ratio and least connections</td><td>requests in flight do not follow the ratios ({@link Obedience})</td>
 *     <td>capacities alone: {@code capacity-trim} without its trim, and changed only where much is wrong</td></tr>
 * <tr><td>ratio and least connections</td><td></td><td>{@code capacity-trim}</td></tr>
 * <tr><td>ratio</td><td>samples are more than {@code longestDelay} seconds apart or old</td>
 *     <td>capacities alone: {@code capacity-trim} without its trim</td></tr>
 * <tr><td>ratio</td><td></td><td>{@code water-filling}</td></tr>
 * </table>
 *
 * <p>With samples every 15 s a law that looks at queues still helped in simulation, with samples every 30 s it did harm if
 * ratios were all there was: what it sees is long gone. All laws see all samples, so that the one that is chosen next knows as much as the last.
 *
 * <p>State: that of the laws, which have their defaults. Option: {@code longestDelay} (20), in seconds.
 */
final class AutoStrategy implements RatioStrategy {
    private static final double MUCH = 1.25;

    private final RatioStrategy waterFilling = new WaterFillingStrategy(StrategyOptions.NONE);
    private final RatioStrategy capacityTrim = new CapacityTrimStrategy(StrategyOptions.NONE);
    private final RatioStrategy capacityAlone = new CapacityTrimStrategy(new StrategyOptions(Map.of("trimGain", "0")));
    private final RatioStrategy utilization = new UtilizationStrategy(StrategyOptions.NONE);
    private final Obedience obedience = new Obedience();
    private Weights kept = Weights.NONE;
    private final double longestDelay;

    private AutoStrategy(StrategyOptions options) {
        longestDelay = options.number("longestDelay", 20, 1, 3600);
    }

    @Override
    public Needs needs() {
        Needs water = waterFilling.needs();
        Set<Signal> signals = EnumSet.copyOf(water.signals());
        signals.addAll(utilization.needs().signals());
        return new Needs(signals, Set.of(), water.range());
    }

    @Override
    public Weights decide(Instant now, PoolState state, Observation fresh, Weights last) {
        Weights byWater = waterFilling.decide(now, state, fresh, last);
        Weights byTrim = capacityTrim.decide(now, state, fresh, last);
        Weights byCapacity = capacityAlone.decide(now, state, fresh, last);
        Weights byUse = utilization.decide(now, state, fresh, last);
        if (!state.mode().honoursRatios()) {
            return Weights.equal(state.ids(), "the pool ignores ratios, so all are equal");
        }
        if (!tells(fresh, Signal.GENERATION_TOKENS) && tells(fresh, Signal.KV_CACHE_USAGE)) {
            return because("by utilization, as no server counts tokens", byUse);
        }
        if (state.mode() == LoadBalancingMode.RATIO_LEAST_CONNECTIONS) {
            return obedience.doubted(state, fresh)
                    ? because(
                            "by capacity alone, as requests in flight do not follow the ratios: does BIG-IP count"
                                    + " idle connections?",
                            calm(byCapacity))
                    : because("by capacity-trim", byTrim);
        }
        double delay = ScrapeWindow.seconds(ScrapeWindows.delay(now, fresh));
        return delay > longestDelay
                ? because("by capacity alone, as samples are " + Math.round(delay) + " s behind", byCapacity)
                : because("by water-filling", byWater);
    }

    /**
     * The same weights as last time, unless a share is wrong by more than a quarter: where connections without a request
     * count too, every change of a ratio sends a crowd to one member until its connections are opened.
     */
    private Weights calm(Weights weights) {
        Map<MemberId, Double> before = kept.shares();
        Map<MemberId, Double> now = weights.shares();
        boolean same = before.keySet().equals(now.keySet())
                && now.entrySet().stream().allMatch(share -> {
                    double change = share.getValue() / before.getOrDefault(share.getKey(), 1.0);
                    return change < MUCH && change > 1 / MUCH;
                });
        kept = same ? kept : weights;
        return kept;
    }

    private static boolean tells(Observation fresh, Signal signal) {
        return fresh.windows().values().stream()
                .anyMatch(samples -> samples.latest(signal).isPresent());
    }

    private static Weights because(String cause, Weights weights) {
        return weights.map((member, weight) -> weight.changed(weight.value(), cause));
    }

    /** {@code auto}: for its option see the strategy. */
    public static final class Factory implements RatioStrategyFactory {
        @Override
        public String name() {
            return "auto";
        }

        @Override
        public RatioStrategy create(StrategyOptions options) {
            return new AutoStrategy(options.only("longestDelay"));
        }
    }
}
