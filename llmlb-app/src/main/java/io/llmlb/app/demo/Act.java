package io.llmlb.app.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A part of a demo.
 *
 * @param name of the phase
 * @param words what is different now
 * @param controlled whether llmlb writes ratios
 * @param from since the beginning
 * @param until since the beginning
 * @param begin makes the difference
 */
record Act(String name, String words, boolean controlled, Duration from, Duration until, Consumer<Site> begin) {
    /** From so long a demo on, everything is shown. */
    private static final Duration LONG = Duration.ofMinutes(3);

    private static final double SLOWER = 3;

    /** Whether a demo of that length is long enough to show everything. */
    static boolean everything(Duration whole) {
        return whole.compareTo(LONG) >= 0;
    }

    /** The acts of a demo of that length, one after the other, all equally long. */
    static List<Act> of(Duration whole) {
        Builder all = new Builder();
        boolean everything = everything(whole);
        all.add("neutral", "every ratio is 1, llmlb only watches", false, site -> {});
        if (everything) {
            all.add(
                    "least-connections",
                    "BIG-IP balances by connections, llmlb only watches",
                    false,
                    site -> site.balance("least-connections-member"));
        }
        all.add("controlled", "llmlb sets the ratios", true, site -> site.balance("ratio-member"));
        all.add("slowed", "a chat server takes three times as long", true, site -> site.slow(SLOWER));
        if (everything) {
            all.add("recovered", "it is as fast as before", true, site -> site.slow(1));
            all.add("joined", "one more chat server", true, Site::join);
            all.add("no metrics", "no server tells its state", true, site -> site.telling(false));
        }
        return all.build(whole);
    }

    private static final class Builder {
        private final List<Act> all = new ArrayList<>();

        void add(String name, String words, boolean controlled, Consumer<Site> begin) {
            all.add(new Act(name, words, controlled, Duration.ZERO, Duration.ZERO, begin));
        }

        List<Act> build(Duration whole) {
            List<Act> timed = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                Act act = all.get(i);
                timed.add(new Act(
                        act.name,
                        act.words,
                        act.controlled,
                        whole.multipliedBy(i).dividedBy(all.size()),
                        whole.multipliedBy(i + 1).dividedBy(all.size()),
                        act.begin));
            }
            return timed;
        }
    }
}
