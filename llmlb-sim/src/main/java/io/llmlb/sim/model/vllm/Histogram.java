package io.llmlb.sim.model.vllm;

/** The numbers behind a histogram: observations by bucket, and their sum. */
final class Histogram {
    private final double[] bounds;
    private final long[] counts;
    private double sum;
    private boolean used;

    /**
     * @param bounds upper bounds, ascending; a bucket without bound follows
     */
    Histogram(double... bounds) {
        this.bounds = bounds;
        this.counts = new long[bounds.length + 1];
    }

    void observe(double value) {
        observe(value, 1);
    }

    void observe(double value, long times) {
        if (times == 0) {
            return;
        }
        int i = 0;
        while (i < bounds.length && value > bounds[i]) {
            i++;
        }
        counts[i] += times;
        sum += value * times;
        used = true;
    }

    int buckets() {
        return counts.length;
    }

    double bound(int bucket) {
        return bucket < bounds.length ? bounds[bucket] : Double.POSITIVE_INFINITY;
    }

    /** Observations in this bucket alone. */
    long count(int bucket) {
        return counts[bucket];
    }

    double sum() {
        return sum;
    }

    ServerNumbers.Distribution distribution() {
        long[] cumulative = counts.clone();
        double[] all = new double[counts.length];
        for (int i = 0; i < counts.length; i++) {
            cumulative[i] += i == 0 ? 0 : cumulative[i - 1];
            all[i] = bound(i);
        }
        return new ServerNumbers.Distribution(sum, cumulative, all);
    }

    boolean used() {
        return used;
    }
}
