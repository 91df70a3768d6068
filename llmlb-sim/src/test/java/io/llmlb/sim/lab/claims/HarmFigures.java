package io.llmlb.sim.lab.claims;

import io.llmlb.sim.lab.experiment.Conditions;
import io.llmlb.sim.lab.experiment.Row;
import io.llmlb.sim.lab.scenario.Model;
import io.llmlb.sim.lab.scenario.Scenarios;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/** Prints what the supervisor catches of laws that do harm, how soon, and how often it is wrong about good ones. */
final class HarmFigures {
    private static final String WATCHED = "/harm=warn";
    private static final String STOPPED = "/harm=act";
    private static final List<String> BAD = List.of(
            "ratio:article/coefNrw=10/coefRqt=10",
            "ratio:article",
            "ratio:bad-flipped",
            "ratio:bad-random",
            "ratio:bad-swapped-water-filling",
            "rlc:article/coefNrw=10/coefRqt=10",
            "rlc:bad-flipped",
            "rlc:bad-random",
            "rlc:bad-swapped-capacity-trim");
    private static final List<String> BEST =
            List.of("ratio:auto", "ratio:auto/as3=true", "rlc:auto", "rlc:auto/as3=true");
    private static final List<String> GOOD = List.of("ratio:utilization", "rlc:utilization");

    /** A rate below one a day takes days to see. */
    private static final long SEEDS_FOR_THE_BEST = 16;

    private HarmFigures() {}

    /** @param arguments a model, the first seed and the last one */
    public static void main(String[] arguments) throws Exception {
        Model model = Model.named(arguments[0]);
        long from = Long.parseLong(arguments[1]);
        Runs runs = runs(from, Long.parseLong(arguments[2]));
        Runs many = runs(from, from + SEEDS_FOR_THE_BEST - 1);
        List<Conditions> unequal = List.of(
                Conditions.of(Scenarios.MIXED, model, 0.8),
                Conditions.of(Scenarios.MIXED, model, 0.9),
                Conditions.of(Scenarios.EXTREME, model, 0.8),
                Conditions.of(Scenarios.EQUAL, model, 0.9));
        List<Conditions> everywhere = Claims.everywhere(model);
        List<Runs.Case> cases = new ArrayList<>();
        for (String bad : BAD) {
            for (Conditions one : unequal) {
                cases.add(new Runs.Case(one, bad + WATCHED));
                cases.add(new Runs.Case(one, bad + STOPPED));
            }
        }
        cases.addAll(watched(GOOD, everywhere));
        System.err.println(runs.missing(cases) + " runs");
        runs.make(cases, () -> {});
        System.err.println(many.missing(watched(BEST, everywhere)) + " runs");
        many.make(watched(BEST, everywhere), () -> {});
        System.out.printf(
                Locale.ROOT,
                "%n`--model %s`, seeds %s to %s, for `auto` %d to %d:%n%n",
                model.word(),
                arguments[1],
                arguments[2],
                from,
                from + SEEDS_FOR_THE_BEST - 1);
        System.out.println(
                "| a law that does harm | where | caught | after, median | after, longest | p99 of TTFT | p99 when set aside |");
        System.out.println("| --- | --- | --- | ---: | ---: | ---: | ---: |");
        for (String bad : BAD) {
            unequal.forEach(one -> System.out.println(caught(bad, one, runs)));
        }
        System.out.printf(
                "%n| a good law | simulated hours | false alarms | a day | where |%n| --- | ---: | ---: | ---: | --- |%n");
        for (String best : BEST) {
            System.out.println(wrong(best, everywhere, many));
        }
        for (String good : GOOD) {
            System.out.println(wrong(good, everywhere, runs));
        }
    }

    private static Runs runs(long from, long to) {
        return new Runs(LongStream.rangeClosed(from, to).boxed().toList());
    }

    private static List<Runs.Case> watched(List<String> laws, List<Conditions> everywhere) {
        return laws.stream()
                .flatMap(law -> everywhere.stream().map(one -> new Runs.Case(one, law + WATCHED)))
                .toList();
    }

    private static String caught(String bad, Conditions one, Runs runs) {
        List<Row> rows = runs.of(one, bad + WATCHED);
        double[] after = rows.stream()
                .filter(row -> row.firstAlarm().isPresent())
                .mapToDouble(row -> row.firstAlarm().orElseThrow())
                .sorted()
                .toArray();
        String times = after.length == 0
                ? "- | -"
                : String.format(Locale.ROOT, "%.0f s | %.0f s", after[after.length / 2], after[after.length - 1]);
        return "| `" + bad + "` | " + Claims.name(one) + " | " + after.length + " of " + rows.size() + " | " + times
                + " | " + p99(rows) + " | " + p99(runs.of(one, bad + STOPPED)) + " |";
    }

    private static String p99(List<Row> rows) {
        double mean = StrictMath.exp(rows.stream()
                .mapToDouble(row -> StrictMath.log(row.ttftP99()))
                .average()
                .orElseThrow());
        return String.format(Locale.ROOT, mean < 10 ? "%.2f s" : "%.0f s", mean);
    }

    private static String wrong(String good, List<Conditions> everywhere, Runs runs) {
        long alarms = 0;
        double hours = 0;
        List<String> where = new ArrayList<>();
        for (Conditions one : everywhere) {
            List<Row> rows = runs.of(one, good + WATCHED);
            long here = rows.stream().mapToLong(Row::alarms).sum();
            alarms += here;
            hours += rows.size() * one.scenario().duration().toSeconds() / 3600.0;
            if (here > 0) {
                where.add(Claims.name(one) + ": " + here);
            }
        }
        return String.format(
                Locale.ROOT,
                "| `%s` | %.1f | %d | %.2f | %s |",
                good,
                hours,
                alarms,
                alarms / hours * 24,
                String.join("; ", where));
    }
}
