package io.llmlb.core.supervise;

import io.llmlb.core.MemberId;
import java.util.Locale;
import java.util.Map;

/**
 * Finds shares that send requests to where the queues are: a wrong sign, weights of the wrong members, capacities that
 * are no longer true.
 *
 * <pre>{@code
 * excess   = sum_i (share_i - fair_i) * min(30 s, queue_i)
 * evidence = seconds * min(1, 5 s / delay) * (clamp(excess / (1 s + sum_i fair_i * min(30 s, queue_i)), -1, 1) - 0.1)
 * }</pre>
 *
 * <p>The excess is by how much the mean request waits longer than if shares followed capacities. A law that looks at
 * queues has it below zero, because who has the longer queue gets less; a queue that is equally long everywhere adds
 * nothing to it, so an overload of all is nobody's fault. No queue counts for more than half a minute, lest a small error
 * of a small server's capacity look like harm; and rare samples, which stay in view for longer, do not weigh more for it.
 * Alarm at {@value #ENOUGH} s: nine seconds of the worst that can be, longer than a law needs to see a queue and answer.
 */
final class Misdirection implements Detector {
    private static final double TOLERATED = 0.1;
    private static final double ENOUGH = 8;
    private static final double LONGEST = 30;
    private static final double USUAL_DELAY = 5;

    private final Suspicion suspicion = new Suspicion(ENOUGH);
    private String finding = "";

    @Override
    public void look(Scene before, Scene now, double seconds) {
        if (!now.capacityKnown()) {
            return;
        }
        double byCapacity = now.queueBy(now.fair(), LONGEST);
        double excess = now.queueBy(now.shares(), LONGEST) - byCapacity;
        double relative = Math.min(1, Math.max(-1, excess / (1 + byCapacity)));
        suspicion.add(seconds * Math.min(1, USUAL_DELAY / now.delay()) * (relative - TOLERATED));
        if (relative > TOLERATED) {
            finding = describe(now);
        }
    }

    private static String describe(Scene now) {
        double excess = now.queueBy(now.shares(), Double.MAX_VALUE) - now.queueBy(now.fair(), Double.MAX_VALUE);
        Map.Entry<MemberId, Double> worst = null;
        double most = 0;
        for (Map.Entry<MemberId, Double> share : now.shares().entrySet()) {
            double part = (share.getValue() - fair(now, share.getKey())) * now.queue(share.getKey());
            if (worst == null || part > most) {
                worst = share;
                most = part;
            }
        }
        String figures = String.format(Locale.ROOT, "%.1f s longer queues than by capacity", excess);
        return "its ratios send requests into "
                + (worst == null
                        ? figures
                        : figures
                                + String.format(
                                        Locale.ROOT,
                                        "; %s has %.0f %% of the traffic, %.0f %% of the capacity and %.1f s of queue",
                                        worst.getKey(),
                                        100 * worst.getValue(),
                                        100 * fair(now, worst.getKey()),
                                        now.queue(worst.getKey())));
    }

    private static double fair(Scene now, MemberId member) {
        return now.fair().getOrDefault(member, 0.0);
    }

    @Override
    public boolean alarmed() {
        return suspicion.raised();
    }

    @Override
    public String finding() {
        return finding;
    }

    @Override
    public void forget() {
        suspicion.forget();
    }
}
