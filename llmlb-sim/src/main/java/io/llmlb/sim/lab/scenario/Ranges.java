package io.llmlb.sim.lab.scenario;

/** What the numbers of an experiment can be. Each method returns its argument. */
public final class Ranges {
    private static final double HIGHEST_LOAD = 10;
    private static final int MOST_TMMS = 128;

    private Ranges() {}

    /**
     * A load.
     *
     * @throws IllegalArgumentException when it is not above 0, or above 10
     */
    public static double load(double load) {
        if (!(load > 0) || load > HIGHEST_LOAD) {
            throw new IllegalArgumentException("a load is more than 0, and 10 at most, but this is " + load);
        }
        return load;
    }

    /**
     * A number of TMMs.
     *
     * @throws IllegalArgumentException when it is not 1 to 128
     */
    public static int tmms(int count) {
        if (count < 1 || count > MOST_TMMS) {
            throw new IllegalArgumentException("a BIG-IP has 1 to 128 TMMs, but this is " + count);
        }
        return count;
    }
}
