package io.llmlb.sim.model.bigip;

/**
 * The member with the smallest {@code connections / weight}. Equal ones take turns, so that an idle pool is not all sent
 * to its first member.
 *
 * <p>F5 says that Ratio Least Connections chooses "according to the ratio of the number of connections"; how the device
 * compares, and how it settles ties, is not published. A device that compared {@code (connections + 1) / weight} would
 * send an idle pool's traffic to the member of the highest ratio.
 */
final class LeastConnections implements Turn {
    private int next;

    @Override
    public int pick(int[] weights, int[] loads) {
        int best = -1;
        int candidate = next;
        for (int seen = 0; seen < weights.length; seen++, candidate++) {
            if (candidate >= weights.length) {
                candidate = 0;
            }
            if (weights[candidate] > 0
                    && (best < 0
                            || (long) loads[candidate] * weights[best] < (long) loads[best] * weights[candidate])) {
                best = candidate;
            }
        }
        if (best >= 0) {
            next = best + 1;
        }
        return best;
    }

    @Override
    public void removed(int index) {
        if (index < next) {
            next--;
        }
    }
}
