package io.llmlb.sim.lab.experiment;

import io.llmlb.sim.lab.Outcome;
import io.llmlb.sim.model.vllm.FinishedRequest;
import java.util.Arrays;
import java.util.OptionalDouble;

/** Times of the requests of a run. */
final class Measured {
    private static final double GOOD_FIRST_TOKEN_SECONDS = 2;
    private static final double GOOD_TOKEN_SECONDS = 0.1;

    private final long from;
    private final long until;
    private double[] firstToken = new double[1024];
    private double[] perToken = new double[1024];
    private double[] whole = new double[1024];
    private int count;
    private int good;

    /** Takes in requests that came from one time to before another, in nanoseconds. */
    Measured(long from, long until) {
        this.from = from;
        this.until = until;
    }

    void add(Outcome outcome) {
        FinishedRequest request = outcome.request();
        if (request.arrival() < from || request.arrival() >= until) {
            return;
        }
        if (count == whole.length) {
            firstToken = Arrays.copyOf(firstToken, 2 * count);
            perToken = Arrays.copyOf(perToken, 2 * count);
            whole = Arrays.copyOf(whole, 2 * count);
        }
        double first = outcome.firstTokenNanos() / 1e9;
        int further = request.generatedTokens() - 1;
        double token = further == 0 ? 0 : (request.lastToken() - request.firstToken()) / 1e9 / further;
        firstToken[count] = first;
        perToken[count] = token;
        whole[count] = outcome.wholeNanos() / 1e9;
        count++;
        good += first <= GOOD_FIRST_TOKEN_SECONDS && token <= GOOD_TOKEN_SECONDS ? 1 : 0;
    }

    int count() {
        return count;
    }

    int good() {
        return good;
    }

    double firstToken(double quantile) {
        return quantile(firstToken, quantile);
    }

    /** Empty when no request was taken in. */
    OptionalDouble someFirstToken(double quantile) {
        return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(firstToken(quantile));
    }

    double perToken(double quantile) {
        return quantile(perToken, quantile);
    }

    double whole(double quantile) {
        return quantile(whole, quantile);
    }

    /** The smallest value that at least this part of all does not exceed. */
    private double quantile(double[] values, double quantile) {
        if (count == 0) {
            return Double.NaN;
        }
        double[] sorted = Arrays.copyOf(values, count);
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(quantile * count) - 1)];
    }
}
