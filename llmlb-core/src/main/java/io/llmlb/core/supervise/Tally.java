package io.llmlb.core.supervise;

/**
 * What was to be sent to each member and what was, over the same time.
 *
 * <pre>{@code
 * gap  when  apart(seen, due) > 0.15 + sum_i sqrt(p_i (1 - p_i) / n) / 2 + swing        p = due, n requests
 * }</pre>
 *
 * <p>The middle term is how far apart n requests are on average by chance; that they are 0.15 farther has, by McDiarmid's
 * inequality (1989), a probability below exp(-2 n 0.15^2): 0.0012 for {@value #ENOUGH} requests. The last is how far what
 * was due moved about its mean meanwhile; it covers requests that come at up to twice their mean rate at any time of it.
 */
final class Tally {
    /** How many requests are enough to tell. */
    static final int ENOUGH = 150;

    private static final double TOLERATED = 0.15;

    private Split due = Split.NONE;
    private Split seen = Split.NONE;
    private double swung;

    void add(Split nowDue, Split nowSeen, double swing) {
        due = due.plus(nowDue);
        seen = seen.plus(nowSeen);
        swung += swing * nowSeen.total();
    }

    void add(Tally other) {
        due = due.plus(other.due);
        seen = seen.plus(other.seen);
        swung += other.swung;
    }

    /** The same with both amounts of each member multiplied by its factor; members without one are left out. */
    Tally scaled(Split factors) {
        Tally scaled = new Tally();
        scaled.due = due.times(factors);
        scaled.seen = seen.times(factors);
        scaled.swung = swung;
        return scaled;
    }

    Split due() {
        return due;
    }

    Split seen() {
        return seen;
    }

    /** How many requests can be judged. */
    double size() {
        return Math.min(due.total(), seen.total());
    }

    /** How far apart the two may be. */
    double tolerance() {
        return TOLERATED + due.chance(size()) + swung / Math.max(1, seen.total());
    }

    boolean gap() {
        return size() > 0 && seen.apart(due) > tolerance();
    }
}
