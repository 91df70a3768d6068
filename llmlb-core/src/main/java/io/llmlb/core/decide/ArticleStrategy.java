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
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/**
 * The law of the article that llmlb follows ("AI Inference for VLLM models with F5 BIG-IP &amp; Red Hat OpenShift", F5
 * DevCentral), with the KV-cache weight that the article leaves as future work:
 *
 * <pre>{@code
 * cost   = COEF_NRW * waiting + COEF_RQT * p90 queue time + COEF_KVC * KV cache usage
 * weight = 1 / (1 + cost)
 * }</pre>
 *
 * <p>with {@code waiting} in requests, the 0.9 quantile of the queue time of the requests that finished in the last 15 s
 * in seconds ({@code histogram_quantile(0.9, sum by(le, instance) (rate(...[15s])))}), and KV usage from 0 to 1.
 *
 * <p><b>The reading.</b> The article names the signals and the coefficients, not how they become a ratio. Four readings
 * suggest themselves: {@code 1/(1+c)}, {@code max(c)-c+1}, {@code 1-c/sum(c)} and {@code 100-c}. The first is chosen. It
 * alone is positive and finite for every cost, needs no clamp, depends on no other member (so one member's bad
 * measurement moves no other's weight), and gives equal weights for equal costs whatever their size. In simulation it is
 * among the two best of the four on unequal servers.
 *
 * <p><b>What to expect.</b> The law knows no capacities: while no queue stands, every server gets the same share. The
 * queue time is known only when a request finishes, and its first bucket ends at 0.3 s, so for a fast server the term is
 * the constant 0.27 s. When nothing finished in 15 s the term is 0, and the reason says so.
 */
final class ArticleStrategy implements RatioStrategy {
    private static final Duration QUEUE_TIME_RANGE = Duration.ofSeconds(15);

    private final double coefWaiting;
    private final double coefQueueTime;
    private final double coefKvCache;

    private ArticleStrategy(double coefWaiting, double coefQueueTime, double coefKvCache) {
        this.coefWaiting = coefWaiting;
        this.coefQueueTime = coefQueueTime;
        this.coefKvCache = coefKvCache;
    }

    @Override
    public Needs needs() {
        return new Needs(
                Set.of(Signal.WAITING, Signal.QUEUE_TIME, Signal.KV_CACHE_USAGE),
                Set.of(Signal.QUEUE_TIME),
                QUEUE_TIME_RANGE.plusSeconds(5));
    }

    @Override
    public Weights decide(Instant now, PoolState state, Observation fresh, Weights last) {
        Map<MemberId, Weight> weights = new TreeMap<>();
        for (MemberId member : state.ids()) {
            weigh(fresh.of(member), now).ifPresent(weight -> weights.put(member, weight));
        }
        return Weights.of(weights);
    }

    private Optional<Weight> weigh(SampleWindow window, Instant now) {
        OptionalDouble waiting = window.latest(Signal.WAITING);
        OptionalDouble kvCache = window.latest(Signal.KV_CACHE_USAGE);
        if (waiting.isEmpty() || (coefKvCache > 0 && kvCache.isEmpty())) {
            return Optional.empty();
        }
        OptionalDouble queueTime = window.quantile(Signal.QUEUE_TIME, 0.9, QUEUE_TIME_RANGE, now);
        // Measurements are not trusted to be in range: a negative one must not make a server look better than idle.
        double cost = coefWaiting * Math.max(0, waiting.getAsDouble())
                + coefQueueTime * Math.max(0, queueTime.orElse(0))
                + coefKvCache * Math.max(0, kvCache.orElse(0));
        Map<String, Double> terms = new LinkedHashMap<>();
        terms.put("waiting", waiting.getAsDouble());
        queueTime.ifPresent(seconds -> terms.put("queueTimeP90", seconds));
        kvCache.ifPresent(usage -> terms.put("kvCacheUsage", usage));
        terms.put("cost", cost);
        String reason = queueTime.isPresent() ? "" : "no request finished in 15 s, so no queue time";
        return Optional.of(new Weight(Math.max(1 / (1 + cost), Double.MIN_NORMAL), terms, reason));
    }

    /** {@code article}: options {@code coefNrw} (default 1), {@code coefRqt} (1) and {@code coefKvc} (0). */
    public static final class Factory implements RatioStrategyFactory {
        private static final double MOST = 1_000_000;

        @Override
        public String name() {
            return "article";
        }

        @Override
        public RatioStrategy create(StrategyOptions options) {
            options.only("coefNrw", "coefRqt", "coefKvc");
            return new ArticleStrategy(
                    options.number("coefNrw", 1, 0, MOST),
                    options.number("coefRqt", 1, 0, MOST),
                    options.number("coefKvc", 0, 0, MOST));
        }
    }
}
