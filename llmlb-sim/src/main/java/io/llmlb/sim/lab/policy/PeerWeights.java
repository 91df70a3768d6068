package io.llmlb.sim.lab.policy;

import io.llmlb.core.decide.StrategyOptions;

/**
 * What the metrics count for in a score of f5devcentral/llm-inference-lb; none is negative.
 *
 * @param waiting of requests waiting, {@code w_a}
 * @param cache of KV-cache usage, {@code w_b}
 * @param running of requests running, {@code w_g}
 */
record PeerWeights(double waiting, double cache, double running) {
    private static final double MOST = 100;

    /**
     * The options {@code wa}, {@code wb} and, for a mode that looks at them, {@code wg}; by default 0.5 and 0.5, or 0.4, 0.3
     * and 0.3 as its documentation recommends for three metrics.
     *
     * @throws IllegalArgumentException when one is out of its range, or there is another option
     */
    static PeerWeights of(PeerMode mode, StrategyOptions options) {
        if (!mode.looksAtRunning()) {
            options.only("wa", "wb");
            return new PeerWeights(options.number("wa", 0.5, 0, MOST), options.number("wb", 0.5, 0, MOST), 0);
        }
        options.only("wa", "wb", "wg");
        return new PeerWeights(
                options.number("wa", 0.4, 0, MOST),
                options.number("wb", 0.3, 0, MOST),
                options.number("wg", 0.3, 0, MOST));
    }

    double sum() {
        return waiting + cache + running;
    }

    /** Each times its factor, then all alike so that their sum is what it was. */
    PeerWeights times(double ofWaiting, double ofCache, double ofRunning) {
        PeerWeights other = new PeerWeights(waiting * ofWaiting, cache * ofCache, running * ofRunning);
        double scale = other.sum() > 0 ? sum() / other.sum() : 1;
        return new PeerWeights(other.waiting * scale, other.cache * scale, other.running * scale);
    }
}
