package io.llmlb.sim.lab.claims;

import io.llmlb.sim.lab.experiment.Conditions;
import io.llmlb.sim.lab.experiment.PairedRatio;
import io.llmlb.sim.lab.experiment.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Something said of a policy that runs can show.
 *
 * @param text in words
 * @param policy of whom
 * @param at under which conditions; a figure is the geometric mean over them
 * @param rivals compared with the best of these, by the same figure; none for a figure as such
 * @param under the rivals' conditions, as many as {@code at}
 * @param figure of a run
 * @param kind how it is compared
 * @param bound the least factor by which it must be better, or the most that it may be
 */
record Claim(
        String text,
        String policy,
        List<Conditions> at,
        List<String> rivals,
        List<Conditions> under,
        ToDoubleFunction<Row> figure,
        Kind kind,
        double bound) {
    /** How a claim is judged. */
    enum Kind {
        /** The rival's figure / this one's is at least the bound. */
        TIMES_BETTER,
        /** This figure / the rival's is at most the bound. */
        AT_MOST,
        /** The upper end of the interval of this figure / the rival's is at most the bound. */
        INTERVAL_AT_MOST,
        /** The rival's figure less this one, in points of a hundred, is at most the bound. */
        POINTS_BELOW,
        /** The figure itself, without a rival, is at most the bound. */
        ITSELF
    }

    /**
     * What came out.
     *
     * @param rival the best of them, or empty
     * @param value judged
     * @param low end of its 95 % interval, or not a number
     * @param high end of it
     */
    record Outcome(String rival, double value, double low, double high, boolean met) {}

    /** The runs that it takes. */
    List<Runs.Case> cases() {
        List<Runs.Case> cases = new ArrayList<>();
        at.forEach(conditions -> cases.add(new Runs.Case(conditions, policy)));
        for (String rival : rivals) {
            under.forEach(conditions -> cases.add(new Runs.Case(conditions, rival)));
        }
        return cases;
    }

    Outcome judge(Runs runs) {
        if (kind == Kind.ITSELF) {
            double value = mean(runs, policy, at);
            return new Outcome("", value, Double.NaN, Double.NaN, value <= bound);
        }
        if (kind == Kind.POINTS_BELOW) {
            double points = 100 * (arithmetic(runs, rivals.get(0), under) - arithmetic(runs, policy, at));
            return new Outcome(rivals.get(0), points, Double.NaN, Double.NaN, points <= bound);
        }
        Optional<String> best = rivals.stream().min(Comparator.comparingDouble(rival -> mean(runs, rival, under)));
        String rival = best.orElseThrow();
        PairedRatio ratio = kind == Kind.TIMES_BETTER
                ? PairedRatio.of(pooled(runs, rival, under), pooled(runs, policy, at))
                : PairedRatio.of(pooled(runs, policy, at), pooled(runs, rival, under));
        boolean met = switch (kind) {
            case TIMES_BETTER -> ratio.ratio() >= bound;
            case INTERVAL_AT_MOST -> ratio.high() <= bound;
            default -> ratio.ratio() <= bound;
        };
        return new Outcome(rival, ratio.ratio(), ratio.low(), ratio.high(), met);
    }

    /** For each seed the geometric mean over conditions. */
    private double[] pooled(Runs runs, String who, List<Conditions> where) {
        double[] logs = new double[runs.of(where.get(0), who).size()];
        for (Conditions conditions : where) {
            for (int i = 0; i < logs.length; i++) {
                logs[i] += StrictMath.log(
                                figure.applyAsDouble(runs.of(conditions, who).get(i)))
                        / where.size();
            }
        }
        return Arrays.stream(logs).map(StrictMath::exp).toArray();
    }

    private double mean(Runs runs, String who, List<Conditions> where) {
        return StrictMath.exp(Arrays.stream(pooled(runs, who, where))
                .map(StrictMath::log)
                .average()
                .orElseThrow());
    }

    private double arithmetic(Runs runs, String who, List<Conditions> where) {
        return where.stream()
                .flatMap(conditions -> runs.of(conditions, who).stream())
                .mapToDouble(figure)
                .average()
                .orElseThrow();
    }
}
