package io.llmlb.sim.lab.experiment;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Runs of one policy under one set of conditions, over all seeds: times and growth as geometric means, what is counted
 * as a sum, the rest as means. Times are in seconds.
 *
 * @param ttftP50 geometric mean over the seeds of the median time to the first token
 * @param writesPerMinute PATCHes
 * @param failed requests of all seeds, lost or refused
 * @param alarms of all seeds, of a supervisor that found harm
 * @param minuteP99 of requests in the minute after the change; empty where none is watched
 * @param backlogGrowth over the change; empty where none is watched
 */
public record Summary(
        Conditions conditions,
        String policy,
        double ttftP50,
        double ttftP90,
        double ttftP99,
        double e2eP99,
        double goodput,
        double imbalance,
        double writesPerMinute,
        double churn,
        long failed,
        long alarms,
        OptionalDouble minuteP99,
        OptionalDouble backlogGrowth) {
    /**
     * Sums up.
     *
     * @param rows of one policy under the same conditions, at least one
     */
    public static Summary of(List<Row> rows) {
        Row first = rows.get(0);
        double minutes = first.conditions().scenario().duration().toNanos() / 60e9;
        return new Summary(
                first.conditions(),
                first.policy(),
                geometricMean(rows, Row::ttftP50),
                geometricMean(rows, Row::ttftP90),
                geometricMean(rows, Row::ttftP99),
                geometricMean(rows, Row::e2eP99),
                mean(rows, Row::goodput),
                mean(rows, Row::imbalance),
                mean(rows, row -> row.writes() / minutes),
                mean(rows, Row::churn),
                rows.stream().mapToLong(Row::failed).sum(),
                rows.stream().mapToLong(Row::alarms).sum(),
                someGeometricMean(rows, Row::minuteP99),
                someGeometricMean(rows, Row::backlogGrowth));
    }

    /** Whether the policy knows what nobody can know. */
    public boolean oracle() {
        return policy.startsWith("oracle:");
    }

    private static double mean(List<Row> rows, ToDoubleFunction<Row> figure) {
        double sum = 0;
        for (Row row : rows) {
            sum += figure.applyAsDouble(row);
        }
        return sum / rows.size();
    }

    private static double geometricMean(List<Row> rows, ToDoubleFunction<Row> figure) {
        return StrictMath.exp(mean(rows, row -> StrictMath.log(figure.applyAsDouble(row))));
    }

    private static OptionalDouble someGeometricMean(List<Row> rows, Function<Row, OptionalDouble> figure) {
        List<Row> told =
                rows.stream().filter(row -> figure.apply(row).isPresent()).toList();
        return told.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(geometricMean(
                        told, row -> Objects.requireNonNull(figure.apply(row)).orElseThrow()));
    }
}
