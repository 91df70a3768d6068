package io.llmlb.sim.model.bigip;

/**
 * BIG-IP's ratio load balancing as interleaved rounds: round k serves, in their order, the members whose ratio is k or
 * more; after the round of the highest ratio the rotation begins anew. So 3:2:1:1 gives A B C D, A B, A. The device's
 * own algorithm is not published; this is how its users describe it. With equal ratios it is plain round robin.
 *
 * <p>A change of a ratio takes effect at the next pick, and the rotation goes on.
 */
final class RatioRounds implements Turn {
    private int round = 1;
    private int next;

    @Override
    public int pick(int[] ratios, int[] loads) {
        int highest = 0;
        for (int ratio : ratios) {
            highest = Math.max(highest, ratio);
        }
        if (highest < 1) {
            return -1;
        }
        while (true) {
            if (next >= ratios.length) {
                next = 0;
                round++;
            }
            if (round > highest) {
                next = 0;
                round = 1;
            }
            int candidate = next++;
            if (ratios[candidate] >= round) {
                return candidate;
            }
        }
    }

    @Override
    public void removed(int index) {
        if (index < next) {
            next--;
        }
    }
}
