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
        if (!(perSecond > 0) || Double.isInfinite(perSecond)) {
            throw new IllegalArgumentException("a rate is positive and finite, but this is " + perSecond);
        }
        return new Poisson(lengths.requests(), perSecond, new SplittableRandom(seed));
    }

    /** The requests of a trace at its own times. */
    public static Iterator<Arrival> replay(Trace trace) {
        return trace.requests().stream()
                .map(request -> of(request, request.arrivalNanos()))
                .iterator();
    }

    private static Arrival of(TraceRequest request, long time) {
        return new Arrival(time, request.inputTokens(), request.outputTokens(), PromptBlocks.NONE);
    }

    private static final class Poisson implements Iterator<Arrival> {
        private final List<TraceRequest> lengths;
        private final double meanNanos;
        private final SplittableRandom gaps;
        private final SplittableRandom picks;
        private double time;

        Poisson(List<TraceRequest> lengths, double perSecond, SplittableRandom random) {
            this.lengths = lengths;
            this.meanNanos = 1e9 / perSecond;
            this.gaps = random.split();
            this.picks = random.split();
        }

        @Override
        public boolean hasNext() {
            return true;
        }

        @Override
        public Arrival next() {
            time -= meanNanos * StrictMath.log(1 - gaps.nextDouble());
            return of(lengths.get(picks.nextInt(lengths.size())), StrictMath.round(time));
        }
    }
}
