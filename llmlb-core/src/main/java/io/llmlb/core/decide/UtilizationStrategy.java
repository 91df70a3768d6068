package io.llmlb.core.decide;

import io.llmlb.core.MemberId;
import io.llmlb.core.act.PoolState;
import io.llmlb.core.observe.Needs;
import io.llmlb.core.observe.Observation;
import io.llmlb.core.observe.SampleWindow;
import io.llmlb.core.observe.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a member gets done for each part of it that is in use; it needs no token counters.
 *
 * <pre>{@code
 * use_i   = max(KV cache usage_i, running_i / maxRunning, leastUse)
 * yield_i = yield_i + (1 - exp(-dt / smoothingSeconds)) * (finished per second_i / use_i - yield_i)
 * x_i     = log(clamp(yield_i / mean yield, 0.1, 10))
 * w_i     = exp(sign(x_i) * max(0, |x_i| - deadband))
 * }</pre>
 *
 * <p>The rate is that of the last {@code max(30 s, 4 intervals)}, at most 2 minutes, as PromQL's {@code rate()} has it;
 * {@code dt} is the time between two samples of the member, and nothing moves without a new one. An idle member keeps the
 * yield it had, and without one counts as the mean: idle is not slow. The deadband keeps equal servers from
 * being told apart by chance.
 *
 * <p>The form is that of gRPC's weighted round robin (requests per second over utilisation), and so is the clamp; the
 * deadband is that of Envoy's locality weights. In simulation it is the best of the simple laws, but KV cache usage mixes
 * the size of the memory with the load.
 *
 * <p>State: the yields. Options: {@code maxRunning} (0: not known, left out), the servers' {@code max_num_seqs};
 * {@code leastUse} (0.02), {@code smoothingSeconds} (20), {@code deadband} (0.1, of the logarithm).
 */
final class UtilizationStrategy implements RatioStrategy {
    private static final Duration RANGE = Duration.ofSeconds(30);
    private static final Duration LONGEST_RANGE = Duration.ofMinutes(2); // no samples are kept for longer
    private static final int INTERVALS = 4;
    private static final double SPREAD = 10;

    private final PerMember<Yield> yields = new PerMember<>(Yield::new);
    private final double maxRunning;
    private final double leastUse;
    private final double smoothingSeconds;
    private final double deadband;

    private static final class Yield {
        double value; // 0 while nothing is known

        @Nullable
        Instant sampledAt;
    }

    UtilizationStrategy(StrategyOptions options) {
        maxRunning = options.number("maxRunning", 0, 0, 1e6);
        leastUse = options.number("leastUse", 0.02, 0.001, 1);
        smoothingSeconds = options.number("smoothingSeconds", 20, 0.1, 3600);
        deadband = options.number("deadband", 0.1, 0, 2);
    }

    @Override
    public Needs needs() {
        return new Needs(Set.of(Signal.FINISHED, Signal.KV_CACHE_USAGE, Signal.RUNNING), Set.of(), RANGE);
    }

    @Override
    public Weights decide(Instant now, PoolState state, Observation fresh, Weights last) {
        yields.present(now, state.ids());
        Map<MemberId, Double> uses = new TreeMap<>();
        for (MemberId member : state.ids()) {
            SampleWindow samples = fresh.of(member);
            use(samples).ifPresent(use -> {
                uses.put(member, use);
                learn(yields.of(member), samples, use);
            });
        }
        double mean = uses.keySet().stream()
                .mapToDouble(member -> yields.of(member).value)
                .filter(value -> value > 0)
                .average()
                .orElse(1);
        Map<MemberId, Weight> weights = new TreeMap<>();
        uses.forEach((member, use) -> weights.put(member, weigh(yields.of(member), use, mean)));
        return Weights.of(weights);
    }

    private OptionalDouble use(SampleWindow samples) {
        OptionalDouble kvCache = ScrapeWindow.sane(samples.latest(Signal.KV_CACHE_USAGE));
        OptionalDouble running = ScrapeWindow.sane(samples.latest(Signal.RUNNING));
        boolean slots = maxRunning > 0 && running.isPresent();
        if (kvCache.isEmpty() && !slots) {
            return OptionalDouble.empty();
        }
        double use = Math.max(kvCache.orElse(0), slots ? running.getAsDouble() / maxRunning : 0);
        return OptionalDouble.of(Math.min(1, Math.max(leastUse, use)));
    }

    private void learn(Yield yield, SampleWindow samples, double use) {
        Instant sampledAt = samples.newest().orElseThrow();
        Instant before = yield.sampledAt;
        if (sampledAt.equals(before)) {
            return;
        }
        yield.sampledAt = sampledAt;
        double rate = ScrapeWindow.sane(samples.rate(Signal.FINISHED, range(samples), sampledAt))
                .orElse(0);
        boolean idle = samples.latest(Signal.RUNNING).orElse(0) <= 0;
        if (rate == 0 && (idle || yield.value == 0)) {
            return;
        }
        double passed = before == null ? 0 : Math.max(0, ScrapeWindow.seconds(Duration.between(before, sampledAt)));
        double gain = yield.value == 0 ? 1 : -StrictMath.expm1(-passed / smoothingSeconds);
        yield.value += gain * (Math.min(1e9, Math.max(1e-9, rate)) / use - yield.value);
    }

    private static Duration range(SampleWindow samples) {
        Duration wanted = samples.interval().orElse(Duration.ZERO).multipliedBy(INTERVALS);
        Duration capped = wanted.compareTo(LONGEST_RANGE) < 0 ? wanted : LONGEST_RANGE;
        return capped.compareTo(RANGE) > 0 ? capped : RANGE;
    }

    private Weight weigh(Yield yield, double use, double mean) {
        Map<String, Double> terms = new LinkedHashMap<>();
        terms.put("use", use);
        if (yield.value == 0) {
            return new Weight(1, terms, "nothing finished yet, so the mean of the others");
        }
        terms.put("yield", yield.value);
        double x = StrictMath.log(Math.min(SPREAD, Math.max(1 / SPREAD, yield.value / mean)));
        double outside = Math.max(0, Math.abs(x) - deadband);
        return new Weight(StrictMath.exp(Math.copySign(outside, x)), terms, "");
    }

    /** {@code utilization}: for its options see the strategy. */
    public static final class Factory implements RatioStrategyFactory {
        @Override
        public String name() {
            return "utilization";
        }

        @Override
        public RatioStrategy create(StrategyOptions options) {
            options.only("maxRunning", "leastUse", "smoothingSeconds", "deadband");
            return new UtilizationStrategy(options);
        }
    }
}
