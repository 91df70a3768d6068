package io.llmlb.core.supervise;

import java.util.Locale;

/**
 * Finds shares that swing to and fro while requests wait in the wrong places: a law with too much gain for the age of what
 * it sees, or weights without meaning.
 *
 * <pre>{@code
 * moved     = min(0.2, sum_i |share_i - share_i before| / 2)
 * misplaced = sum_i fair_i * max(0, queue_i - mean) / mean              mean = sum_i fair_i * queue_i
 * evidence  = moved * misplaced * min(1, longest queue / 0.3 s) - 0.015 / s * seconds
 * }</pre>
 *
 * <p>Movement alone does no harm: it counts as far as somebody waits while others have room. A law that answers to what
 * happens moves a third of the traffic once and then rests; one that oscillates moves a tenth of it every second. Alarm at
 * {@value #ENOUGH}, which no single step can reach.
 */
final class Restlessness implements Detector {
    private static final double LARGEST_STEP = 0.2;
    private static final double REAL_QUEUE = 0.3;
    private static final double TOLERATED_PER_SECOND = 0.015;
    private static final double ENOUGH = 0.5;

    private final Suspicion suspicion = new Suspicion(ENOUGH);
    private double moved;
    private double during;
    private double longest;

    @Override
    public void look(Scene before, Scene now, double seconds) {
        if (suspicion.none()) {
            start();
        }
        double movement = now.movedSince(before);
        double queue = now.longestQueue();
        moved += movement;
        during += seconds;
        longest = Math.max(longest, queue);
        double avoidable = now.misplaced() * Math.min(1, queue / REAL_QUEUE);
        suspicion.add(Math.min(LARGEST_STEP, movement) * avoidable - TOLERATED_PER_SECOND * seconds);
    }

    private void start() {
        moved = 0;
        during = 0;
        longest = 0;
    }

    @Override
    public boolean alarmed() {
        return suspicion.raised();
    }

    @Override
    public String finding() {
        return String.format(
                Locale.ROOT,
                "its ratios swing: in %.0f s they moved %.1f times the whole traffic, while up to %.1f s of queue stood",
                during,
                moved,
                longest);
    }

    @Override
    public void forget() {
        suspicion.forget();
        start();
    }
}
