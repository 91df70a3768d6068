package io.llmlb.sim.live.vllm;

import java.util.List;

/**
 * What goes wrong on a server. Rates are probabilities from 0 to 1, drawn for each request for inference from the
 * server's seed, so that the same requests in the same order meet the same faults. Immutable.
 *
 * @param errorRate how many requests are answered with an error
 * @param errorStatuses which one, each as likely; 400 to 599
 * @param hangRate how many requests are read and never answered
 * @param resetRate how many requests are answered with a TCP reset
 * @param abortRate how many answers are cut by a TCP reset after {@code abortAfterTokens}
 * @param abortAfterTokens how many tokens such an answer still gets, 0 or more
 * @param metrics what becomes of {@code /metrics}
 * @param health what becomes of {@code /health}
 */
public record Faults(
        double errorRate,
        List<Integer> errorStatuses,
        double hangRate,
        double resetRate,
        double abortRate,
        int abortAfterTokens,
        Metrics metrics,
        Health health) {
    /** What becomes of {@code /metrics}. */
    public enum Metrics {
        /** It tells the truth. */
        NONE,
        /** It tells the same text again and again: the last one told before, or else the first one after. */
        FROZEN,
        /** Its gauges of load are NaN. */
        NAN,
        /** Status 404, as when it is switched off. */
        OFF,
        /** Status 500. */
        ERROR,
        /** It is never answered. */
        HANG
    }

    /** What becomes of {@code /health}. */
    public enum Health {
        /** It tells the truth. */
        NONE,
        /** Status 503, as vLLM gives when its engine is dead. */
        FAILING,
        /** It is never answered. */
        HANG
    }

    /** Nothing goes wrong. */
    public static final Faults NONE = new Faults(0, List.of(500), 0, 0, 0, 1, Metrics.NONE, Health.NONE);

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException when a number is out of its range
     */
    public Faults {
        errorStatuses = List.copyOf(errorStatuses);
        rate("errorRate", errorRate);
        rate("hangRate", hangRate);
        rate("resetRate", resetRate);
        rate("abortRate", abortRate);
        if (errorStatuses.isEmpty() || errorStatuses.stream().anyMatch(status -> status < 400 || status > 599)) {
            throw new IllegalArgumentException(
                    "errorStatuses are one or more of 400 to 599, but these are " + errorStatuses);
        }
        if (abortAfterTokens < 0) {
            throw new IllegalArgumentException("abortAfterTokens is 0 or more, but this is " + abortAfterTokens);
        }
    }

    /** The same with so many errors, of these statuses. */
    public Faults withErrors(double rate, Integer... statuses) {
        return new Faults(rate, List.of(statuses), hangRate, resetRate, abortRate, abortAfterTokens, metrics, health);
    }

    /** The same with so many requests never answered. */
    public Faults withHangs(double rate) {
        return new Faults(errorRate, errorStatuses, rate, resetRate, abortRate, abortAfterTokens, metrics, health);
    }

    /** The same with so many requests reset. */
    public Faults withResets(double rate) {
        return new Faults(errorRate, errorStatuses, hangRate, rate, abortRate, abortAfterTokens, metrics, health);
    }

    /** The same with so many answers cut after so many tokens. */
    public Faults withAborts(double rate, int afterTokens) {
        return new Faults(errorRate, errorStatuses, hangRate, resetRate, rate, afterTokens, metrics, health);
    }

    /** The same with another fault of {@code /metrics}. */
    public Faults withMetrics(Metrics fault) {
        return new Faults(errorRate, errorStatuses, hangRate, resetRate, abortRate, abortAfterTokens, fault, health);
    }

    /** The same with another fault of {@code /health}. */
    public Faults withHealth(Health fault) {
        return new Faults(errorRate, errorStatuses, hangRate, resetRate, abortRate, abortAfterTokens, metrics, fault);
    }

    private static void rate(String name, double value) {
        if (!(value >= 0) || value > 1) {
            throw new IllegalArgumentException(name + " is a probability from 0 to 1, but this is " + value);
        }
    }
}
