package io.llmlb.sim.model.bigip;

import java.util.Random;

/** Every pick at random, in proportion to the weights; the same seed gives the same picks. */
final class RandomTurn implements Turn {
    private final Random random;

    RandomTurn(long seed) {
        random = new Random(seed);
    }

    @Override
    public int pick(int[] weights, int[] loads) {
        long sum = 0;
        for (int weight : weights) {
            sum += Math.max(0, weight);
        }
        if (sum == 0) {
            return -1;
        }
        long mark = (long) (random.nextDouble() * sum);
        int index = -1;
        do {
            index++;
            mark -= Math.max(0, weights[index]);
        } while (mark >= 0);
        return index;
    }

    @Override
    public void removed(int index) {
        // Nothing is remembered of any member.
    }
}
