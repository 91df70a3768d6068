package io.llmlb.core.supervise;

/**
 * Evidence that adds up until it is enough: a one-sided cumulative sum (Page 1954). Falls back to nothing by itself when
 * what is added is negative, and never grows beyond twice what is enough, so that it is forgotten as fast.
 */
final class Suspicion {
    private final double enough;
    private double sum;
    private boolean raised;

    /**
     * @param enough the sum that raises an alarm, positive
     */
    Suspicion(double enough) {
        this.enough = enough;
    }

    void add(double evidence) {
        sum = Math.min(2 * enough, Math.max(0, sum + evidence));
        raised = sum >= enough || (raised && sum > 0);
    }

    /** From the time that it is enough until nothing of it is left. */
    boolean raised() {
        return raised;
    }

    /** Whether there is no evidence at all. */
    boolean none() {
        return sum == 0;
    }

    void forget() {
        sum = 0;
        raised = false;
    }
}
