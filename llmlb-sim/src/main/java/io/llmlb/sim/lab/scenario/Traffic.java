package io.llmlb.sim.lab.scenario;

import io.llmlb.sim.lab.Arrival;
import io.llmlb.sim.lab.Arrivals;
import io.llmlb.sim.model.trace.Trace;
import io.llmlb.sim.model.trace.Traces;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * In what rhythm requests come.
 *
 * @param name {@code poisson}, {@code gamma}, {@code mmpp} or {@code trace:NAME}
 */
public record Traffic(String name) {
    private static final List<String> RANDOM = List.of("poisson", "gamma", "mmpp");
    private static final String TRACE = "trace:";

    /** Arrivals at random times of a steady mean rate. */
    public static final Traffic POISSON = new Traffic("poisson");

    /**
     * @throws IllegalArgumentException when there is no such rhythm
     */
    public Traffic {
        if (name.startsWith(TRACE)) {
            Traces.named(name.substring(TRACE.length()));
        } else if (!RANDOM.contains(name)) {
            throw new IllegalArgumentException(
                    "there are no arrivals \"" + name + "\": they are " + String.join(", ", RANDOM) + " or trace:NAME");
        }
    }

    /** The trace that is replayed, with its own lengths. */
    Optional<String> replayed() {
        return name.startsWith(TRACE) ? Optional.of(name.substring(TRACE.length())) : Optional.empty();
    }

    /** Requests with the lengths of a trace, and in its rhythm if a trace is replayed. */
    Iterator<Arrival> arrivals(String lengths, double perSecond, long seed) {
        Trace trace = Traces.named(lengths);
        if (name.startsWith(TRACE)) {
            return Arrivals.rhythm(trace, perSecond, seed);
        }
        return switch (name) {
            case "gamma" -> Arrivals.gamma(trace, perSecond, seed);
            case "mmpp" -> Arrivals.mmpp(trace, perSecond, seed);
            default -> Arrivals.poisson(trace, perSecond, seed);
        };
    }
}
