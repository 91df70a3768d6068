package io.llmlb.sim.lab;

import io.llmlb.sim.model.trace.Trace;
import io.llmlb.sim.model.trace.TraceRequest;
import io.llmlb.sim.model.vllm.PromptBlocks;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;

/** When requests come, and how long they are. Seeded; gaps and lengths are drawn independently of each other. */
public final class Arrivals {
    private Arrivals() {}

    /**
     * Requests without end, at random times of a steady mean rate (a Poisson process), with lengths drawn from a trace.
     *
     * @param perSecond mean rate, positive and finite
     */
    public static Iterator<Arrival> poisson(Trace lengths, double perSecond, long seed) {
        return new Random(lengths, perSecond, new SplittableRandom(seed), Gaps.POISSON);
    }

    /**
     * The same with uneven gaps: gamma-distributed, with a coefficient of variation of 2, as bursty clients come.
     *
     * @param perSecond mean rate, positive and finite
     */
    public static Iterator<Arrival> gamma(Trace lengths, double perSecond, long seed) {
        return new Random(lengths, perSecond, new SplittableRandom(seed), new Gaps.Gamma(2));
    }

    /**
     * The same with a rate that jumps: 0.75 of the mean for 30 s on average, then 1.75 of it for 10 s on average, and so on
     * (a Markov-modulated Poisson process). A pool that is loaded to 0.6 or more is overloaded meanwhile.
     *
     * @param perSecond mean rate, positive and finite
     */
    public static Iterator<Arrival> mmpp(Trace lengths, double perSecond, long seed) {
        return new Random(lengths, perSecond, new SplittableRandom(seed), new Gaps.Modulated(perSecond));
    }

    /** The requests of a trace at its own times. */
    public static Iterator<Arrival> replay(Trace trace) {
        return trace.requests().stream()
                .map(request -> of(request, request.arrivalNanos()))
                .iterator();
    }

    /**
     * A trace without end in its own rhythm: begun anywhere, each request kept with a probability of 0.7, and the gaps
     * squeezed or stretched to a mean rate.
     *
     * @param perSecond mean rate, positive and finite
     * @param seed of the beginning, and of which requests are kept
     */
    public static Iterator<Arrival> rhythm(Trace trace, double perSecond, long seed) {
        return new Rhythm(trace, perSecond, new SplittableRandom(seed));
    }

    private static Arrival of(TraceRequest request, long time) {
        return new Arrival(time, request.inputTokens(), request.outputTokens(), PromptBlocks.NONE);
    }

    private static void checkRate(double perSecond) {
        if (!(perSecond > 0) || Double.isInfinite(perSecond)) {
            throw new IllegalArgumentException("a rate is positive and finite, but this is " + perSecond);
        }
    }

    private static final class Random implements Iterator<Arrival> {
        private final List<TraceRequest> lengths;
        private final double meanSeconds;
        private final SplittableRandom gaps;
        private final SplittableRandom picks;
        private final Gaps law;
        private double seconds;

        Random(Trace lengths, double perSecond, SplittableRandom random, Gaps law) {
            checkRate(perSecond);
            this.lengths = lengths.requests();
            this.meanSeconds = 1 / perSecond;
            this.gaps = random.split();
            this.picks = random.split();
            this.law = law;
        }

        @Override
        public boolean hasNext() {
            return true;
        }

        @Override
        public Arrival next() {
            seconds += meanSeconds * law.next(gaps);
            return of(lengths.get(picks.nextInt(lengths.size())), StrictMath.round(seconds * 1e9));
        }
    }

    private static final class Rhythm implements Iterator<Arrival> {
        private static final double KEPT = 0.7;

        private final List<TraceRequest> requests;
        private final SplittableRandom random;
        private final double stretch;
        private final long period;
        private final long begin;
        private int next;
        private long rounds;

        Rhythm(Trace trace, double perSecond, SplittableRandom random) {
            checkRate(perSecond);
            this.requests = trace.requests();
            this.random = random;
            this.period = trace.periodNanos() - requests.get(0).arrivalNanos();
            this.stretch = KEPT * requests.size() * 1e9 / period / perSecond;
            this.next = random.nextInt(requests.size());
            this.begin = requests.get(next).arrivalNanos();
        }

        @Override
        public boolean hasNext() {
            return true;
        }

        @Override
        public Arrival next() {
            while (true) {
                TraceRequest request = requests.get(next);
                long time = request.arrivalNanos() - begin + rounds * period;
                next = (next + 1) % requests.size();
                rounds += next == 0 ? 1 : 0;
                if (random.nextDouble() < KEPT) {
                    return of(request, StrictMath.round(time * stretch));
                }
            }
        }
    }
}
