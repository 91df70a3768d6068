package io.llmlb.sim.lab.claims;

import io.llmlb.sim.lab.experiment.Conditions;
import io.llmlb.sim.lab.experiment.Row;
import io.llmlb.sim.lab.scenario.Model;
import io.llmlb.sim.lab.scenario.Scenarios;
import io.llmlb.sim.lab.scenario.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

/** Prints the tables of docs/benchmarks.md: every claim with its figure, then the p99 of every policy everywhere. */
final class ClaimFigures {
    private static final List<String> COLUMNS = List.of(
            "equal",
            "static",
            "least-connections",
            "rlc-static",
            "power-of-two",
            Claims.ARTICLE.get(0),
            Claims.ARTICLE.get(1),
            Claims.TUNED_PEER,
            "ratio:grpc-kv",
            Claims.RATIO,
            Claims.RLC,
            "oracle:work",
            Claims.ORACLE);

    private static final int MANY = 32;

    private ClaimFigures() {}

    /** @param arguments a model, the first seed and the last one */
    public static void main(String[] arguments) throws Exception {
        Model model = Model.named(arguments[0]);
        Runs runs = new Runs(LongStream.rangeClosed(Long.parseLong(arguments[1]), Long.parseLong(arguments[2]))
                .boxed()
                .toList());
        List<Claim> claims = Claims.of(model);
        List<Conditions> everywhere = everywhere(model);
        List<Runs.Case> cases = new ArrayList<>();
        claims.forEach(claim -> cases.addAll(claim.cases()));
        everywhere.forEach(one -> COLUMNS.forEach(policy -> cases.add(new Runs.Case(one, policy))));
        int all = runs.missing(cases);
        AtomicInteger done = new AtomicInteger();
        runs.make(cases, () -> {
            int now = done.incrementAndGet();
            if (now % 50 == 0 || now == all) {
                System.err.printf(Locale.ROOT, "%d of %d runs%n", now, all);
            }
        });
        System.out.printf(Locale.ROOT, "%n`--model %s`, seeds %s to %s:%n%n", model.word(), arguments[1], arguments[2]);
        System.out.println("| policy | figure | 95 % interval | target | |");
        System.out.println("| --- | ---: | --- | --- | --- |");
        Runs more = decisive(claims, runs, Long.parseLong(arguments[1]));
        for (Claim claim : claims) {
            boolean open = undecided(claim, runs);
            System.out.println(line(claim, claim.judge(open ? more : runs), open ? " (" + MANY + " seeds)" : ""));
        }
        System.out.printf("%np99 of TTFT in seconds, geometric mean over the seeds:%n%n");
        System.out.println("| scenario | " + String.join(" | ", COLUMNS) + " |");
        System.out.println("| ---" + " | ---:".repeat(COLUMNS.size()) + " |");
        for (Conditions one : everywhere) {
            StringBuilder line = new StringBuilder("| " + Claims.name(one));
            COLUMNS.forEach(policy -> line.append(" | ").append(number(mean(runs.of(one, policy)))));
            System.out.println(line.append(" |"));
        }
    }

    /** With many seeds, what the interval over few does not decide. */
    private static Runs decisive(List<Claim> claims, Runs runs, long from) throws Exception {
        Runs more = new Runs(LongStream.range(from, from + MANY).boxed().toList());
        List<Runs.Case> cases = new ArrayList<>();
        claims.stream().filter(claim -> undecided(claim, runs)).forEach(claim -> cases.addAll(claim.cases()));
        more.make(cases, () -> {});
        return more;
    }

    private static boolean undecided(Claim claim, Runs runs) {
        Claim.Outcome outcome = claim.judge(runs);
        return claim.kind() == Claim.Kind.INTERVAL_AT_MOST
                && outcome.low() <= claim.bound()
                && outcome.high() > claim.bound();
    }

    private static List<Conditions> everywhere(Model model) {
        List<Conditions> all = new ArrayList<>(Claims.everywhere(model));
        for (String traffic :
                List.of("gamma", "mmpp", "trace:azure_conv", "trace:azure_code", "trace:mooncake_conversation")) {
            all.add(Conditions.of(Scenarios.MIXED, model, 0.8).withTraffic(new Traffic(traffic)));
        }
        return all;
    }

    private static String line(Claim claim, Claim.Outcome outcome, String seeds) {
        boolean itself = claim.kind() == Claim.Kind.ITSELF;
        boolean points = claim.kind() == Claim.Kind.POINTS_BELOW;
        String target = (claim.kind() == Claim.Kind.TIMES_BETTER ? ">= " : "<= ")
                + number(claim.bound())
                + (claim.kind() == Claim.Kind.INTERVAL_AT_MOST ? " (upper end)" : "");
        String rival = claim.rivals().size() > 1 ? " (" + outcome.rival() + ")" : "";
        return "| " + claim.policy() + " | **" + number(outcome.value()) + "** " + claim.text() + rival + seeds + " | "
                + (itself || points ? "" : number(outcome.low()) + " to " + number(outcome.high())) + " | " + target
                + " | " + (outcome.met() ? "met" : "**missed**") + " |";
    }

    private static double mean(List<Row> rows) {
        return StrictMath.exp(rows.stream()
                .mapToDouble(row -> StrictMath.log(row.ttftP99()))
                .average()
                .orElseThrow());
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 99.5 ? "%.0f" : value >= 9.95 ? "%.1f" : "%.2f", value);
    }
}
