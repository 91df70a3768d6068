package io.llmlb.app.faults;

import java.time.Duration;

/**
 * What a rig is made of.
 *
 * @param members how many servers the pool has
 * @param prometheus whether Prometheus tells their metrics, instead of each server
 * @param pair whether there are two units
 * @param patience how long the controller waits for an answer of the device; real time
 * @param metricsPatience how long for a page of metrics; real time
 */
record Plan(int members, boolean prometheus, boolean pair, Duration patience, Duration metricsPatience) {
    /** Three servers that are scraped, one device, and more patience than a busy machine needs. */
    static final Plan USUAL = new Plan(3, false, false, Duration.ofSeconds(20), Duration.ofSeconds(10));

    /** Real time-outs have to pass. */
    Plan impatient() {
        return new Plan(members, prometheus, pair, Duration.ofSeconds(1), metricsPatience);
    }

    Plan impatientForMetrics() {
        return new Plan(members, prometheus, pair, patience, Duration.ofMillis(300));
    }

    /** How long faults last: with real time-outs no longer than until the pauses are the longest. */
    Duration struck() {
        return equals(impatient()) || equals(impatientForMetrics()) ? Duration.ofSeconds(16) : Row.LONG;
    }

    Plan withPrometheus() {
        return new Plan(members, true, pair, patience, metricsPatience);
    }

    Plan withPair() {
        return new Plan(members, prometheus, true, patience, metricsPatience);
    }

    Plan withMembers(int count) {
        return new Plan(count, prometheus, pair, patience, metricsPatience);
    }
}
