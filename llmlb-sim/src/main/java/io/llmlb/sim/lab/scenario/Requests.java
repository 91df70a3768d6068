package io.llmlb.sim.lab.scenario;

import io.llmlb.sim.lab.Arrival;
import java.util.Iterator;

/** Streams of requests made of others; none ends before those that it is made of. */
final class Requests {
    private Requests() {}

    /** The same requests, cut to what a server takes. */
    static Iterator<Arrival> cutTo(int tokens, Iterator<Arrival> arrivals) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return arrivals.hasNext();
            }

            @Override
            public Arrival next() {
                return arrivals.next().cutTo(tokens);
            }
        };
    }

    /**
     * One stream until a time, then another that begins there.
     *
     * @param first without end
     * @param second without end, from time 0
     * @param change nanoseconds
     */
    static Iterator<Arrival> then(Iterator<Arrival> first, Iterator<Arrival> second, long change) {
        return new Iterator<>() {
            private boolean changed;

            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Arrival next() {
                if (!changed) {
                    Arrival next = first.next();
                    if (next.time() < change) {
                        return next;
                    }
                    changed = true;
                }
                Arrival next = second.next();
                return new Arrival(next.time() + change, next.promptTokens(), next.outputTokens(), next.blocks());
            }
        };
    }
}
