package io.llmlb.sim.model.bigip;

import java.util.Arrays;

/**
 * Smooth weighted round robin, as nginx made it known: at every pick each member's credit grows by its weight, the
 * member with the most credit is chosen (the first of equal ones) and pays the sum of the weights. So 3:1 gives
 * A A B A, and over any whole rotation the shares are exact. A member that cannot be chosen keeps its credit.
 */
final class SmoothRotation implements Turn {
    private long[] credits = {};

    @Override
    public int pick(int[] weights, int[] loads) {
        if (credits.length < weights.length) {
            credits = Arrays.copyOf(credits, weights.length);
        }
        int best = -1;
        long sum = 0;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0) {
                sum += weights[i];
                credits[i] += weights[i];
                if (best < 0 || credits[i] > credits[best]) {
                    best = i;
                }
            }
        }
        if (best >= 0) {
            credits[best] -= sum;
        }
        return best;
    }

    @Override
    public void removed(int index) {
        if (index < credits.length) {
            System.arraycopy(credits, index + 1, credits, index, credits.length - index - 1);
            credits = Arrays.copyOf(credits, credits.length - 1);
        }
    }
}
