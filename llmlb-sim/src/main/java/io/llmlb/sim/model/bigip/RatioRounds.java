package io.llmlb.sim.model.bigip;

import java.util.OptionalInt;

/**
 * BIG-IP's ratio load balancing as interleaved rounds: round k serves, in their order, the members whose ratio is k or
 * more; after the round of the highest ratio the rotation begins anew. So 3:2:1:1 gives A B C D, A B, A. The device's
 * own algorithm is not published; this is how its users describe it.
 *
 * <p>Whether the device restarts the rotation when a ratio changes is not known; here a change takes effect at the next
 * pick and the rotation goes on. Not thread-safe.
 */
public final class RatioRounds {
    private int round = 1;
    private int next;

    /**
     * Picks a member.
     *
     * @param ratios the ratio of each member in its order; 0 or less for one that is not available
     * @return the index of the member, or empty when none is available
     */
    public OptionalInt pick(int[] ratios) {
        int highest = 0;
        for (int ratio : ratios) {
            highest = Math.max(highest, ratio);
        }
        if (highest < 1) {
            return OptionalInt.empty();
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
                return OptionalInt.of(candidate);
            }
        }
    }
}
