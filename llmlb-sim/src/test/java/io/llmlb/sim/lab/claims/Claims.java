package io.llmlb.sim.lab.claims;

import io.llmlb.sim.lab.claims.Claim.Kind;
import io.llmlb.sim.lab.control.Delays;
import io.llmlb.sim.lab.experiment.Conditions;
import io.llmlb.sim.lab.experiment.Row;
import io.llmlb.sim.lab.scenario.Model;
import io.llmlb.sim.lab.scenario.Scenario;
import io.llmlb.sim.lab.scenario.Scenarios;
import io.llmlb.sim.lab.scenario.Traffic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** All claims of one model. */
final class Claims {
    static final String RATIO = "ratio:auto";
    static final String RLC = "rlc:auto";
    static final String ORACLE = "oracle:ttft";
    static final String TUNED_PEER = "peer:s1_enhanced/wa=0.1/wb=0.9";

    /** The article's law as its text reads, and the readings that did best of those tried on seeds 1 to 4. */
    static final List<String> ARTICLE = List.of(
            "ratio:article",
            "ratio:article-inverse/coefNrw=0.5/coefRqt=1",
            "ratio:article-100-minus/coefNrw=3/coefRqt=15",
            "ratio:article-max-minus");

    private static final List<String> PEER = List.of(
            "peer:s1_enhanced",
            "peer:s2_enhanced",
            "peer:s1_dynamic_waiting",
            "ratio:peer-s1_enhanced",
            "ratio:peer-s2_enhanced",
            "ratio:peer-s1_dynamic_waiting");

    private static final double TICKS = 2; // seconds from cycle to cycle

    private final Model model;
    private final List<Claim> claims = new ArrayList<>();

    private Claims(Model model) {
        this.model = model;
    }

    static List<Claim> of(Model model) {
        Claims all = new Claims(model);
        all.againstOthers();
        all.againstOracle();
        all.stationary();
        all.changes();
        all.faults();
        all.noHarm();
        return all.claims;
    }

    private void againstOthers() {
        List<Conditions> hard = List.of(at("mixed", 0.8), at("mixed", 0.9), at("mixed", 0.95), at("degrade", 0.8));
        for (Conditions one : hard) {
            better("than the article's law, best reading, " + name(one), RATIO, one, ARTICLE, 4);
        }
        Conditions bursts = at("mixed", 0.8).withTraffic(new Traffic("mmpp"));
        better("than the article's law in bursts (mmpp), " + name(bursts), RATIO, bursts, ARTICLE, 2.2);
        Conditions trace = at("mixed", 0.8).withTraffic(new Traffic("trace:azure_conv"));
        better("than the article's law on a trace (azure_conv), " + name(trace), RATIO, trace, ARTICLE, 3);
        for (double load : new double[] {0.8, 0.9}) {
            Conditions one = at("mixed", load);
            better("than the peer, best mode, " + name(one), RATIO, one, PEER, 2);
            better("than the peer with weights that we tuned, " + name(one), RATIO, one, List.of(TUNED_PEER), 2);
            better("than the peer with weights that we tuned, " + name(one), RLC, one, List.of(TUNED_PEER), 2);
        }
    }

    private void againstOracle() {
        atMost("times the oracle, " + name(at("mixed", 0.8)), RATIO, at("mixed", 0.8), ORACLE, 2.5);
        atMost("times the oracle, " + name(at("mixed", 0.9)), RATIO, at("mixed", 0.9), ORACLE, 2.9);
        atMost("times the oracle, geometric mean of seven", RATIO, suite(), ORACLE, suite(), 2.5);
        atMost("times the oracle, " + name(at("mixed", 0.8)), RLC, at("mixed", 0.8), ORACLE, 2.1);
        atMost("times the oracle, " + name(at("mixed", 0.9)), RLC, at("mixed", 0.9), ORACLE, 2.4);
        atMost("times the oracle, " + name(at("mixed", 0.95)), RLC, at("mixed", 0.95), ORACLE, 2.8);
        atMost("times the oracle, geometric mean of seven", RLC, suite(), ORACLE, suite(), 2.15);
        points(1, at("mixed", 0.8));
        points(3, at("mixed", 0.9));
    }

    private void stationary() {
        double bound = model == Model.LINEAR ? 1.05 : 1.1;
        for (double load : new double[] {0.8, 0.9}) {
            Conditions one = at("mixed", load);
            atMost("times true capacities, never told, " + name(one), RATIO, one, "static", bound);
            List<Conditions> slow = List.of(one.withDelays(Delays.USUAL.withScrape(Duration.ofSeconds(30))));
            atMost("times the same with a scrape every 30 s, " + name(one), RLC, slow, RLC, List.of(one), 1.2);
        }
    }

    private void changes() {
        for (String policy : List.of(RATIO, RLC)) {
            Conditions degrade = at("degrade", 0.8);
            add(
                    "requests in flight after degrade / before, " + name(degrade),
                    policy,
                    List.of(degrade),
                    List.of(),
                    List.of(),
                    row -> row.backlogGrowth().orElseThrow(),
                    Kind.ITSELF,
                    2);
            add(
                    "times the oracle in the minute after degrade, " + name(degrade),
                    policy,
                    List.of(degrade),
                    List.of(ORACLE),
                    List.of(degrade),
                    row -> row.minuteP99().orElseThrow(),
                    Kind.AT_MOST,
                    policy.equals(RATIO) ? 7 : 2.5);
            Conditions join = at("join", 0.8);
            add(
                    "times the oracle in the minute after a cold join, " + name(join),
                    policy,
                    List.of(join),
                    List.of(ORACLE),
                    List.of(join),
                    row -> row.minuteP99().orElseThrow(),
                    Kind.AT_MOST,
                    3);
        }
    }

    private void faults() {
        for (String policy : List.of(RATIO, RLC)) {
            for (String fault : List.of("frozen", "restart", "outage", "as3-reset")) {
                List<Conditions> undisturbed = List.of(at("mixed", 0.8));
                atMost(
                        "times undisturbed, " + fault + " 0.8",
                        policy,
                        List.of(at(fault, 0.8)),
                        policy,
                        undisturbed,
                        1.5);
            }
        }
    }

    private void noHarm() {
        for (double load : new double[] {0.8, 0.9, 0.95}) {
            Conditions one = at("equal", load);
            notWorse("round robin, " + name(one), RATIO, one, "equal");
            add(
                    "% of shares moved in a tick, " + name(one),
                    RATIO,
                    List.of(one),
                    List.of(),
                    List.of(),
                    row -> Math.max(1e-9, 100 * TICKS * row.churn()),
                    Kind.ITSELF,
                    2);
        }
        for (Conditions one : everywhere()) {
            notWorse("least connections, " + name(one), RLC, one, "least-connections");
        }
        for (int idle : new int[] {5, 300}) {
            for (String scenario : List.of("equal", "mixed")) {
                Conditions one = at(scenario, 0.8).withIdle(Duration.ofSeconds(idle));
                notWorse(
                        "least connections, idle ones counted for " + idle + " s, " + name(one),
                        RLC,
                        one,
                        "least-connections");
            }
        }
    }

    /** All scenarios, the steady ones at three loads, with every number of TMMs that they name. */
    List<Conditions> everywhere() {
        List<Conditions> all = new ArrayList<>();
        for (Scenario scenario : Scenarios.ALL) {
            boolean steady = scenario.equals(Scenarios.EQUAL) || scenario.equals(Scenarios.MIXED);
            for (double load : steady ? new double[] {0.8, 0.9, 0.95} : new double[] {0.8}) {
                scenario.tmms()
                        .forEach(tmms -> all.add(at(scenario.name(), load).withTmms(tmms)));
            }
        }
        return all;
    }

    static List<Conditions> everywhere(Model model) {
        return new Claims(model).everywhere();
    }

    /** What {@code geometric mean of seven} is over. */
    private List<Conditions> suite() {
        return List.of(
                at("mixed", 0.8),
                at("mixed", 0.9),
                at("mixed", 0.95),
                at("mixed", 0.8).withTraffic(new Traffic("mmpp")),
                at("mixed", 0.8).withTraffic(new Traffic("trace:azure_conv")),
                at("degrade", 0.8),
                at("join", 0.8));
    }

    private Conditions at(String scenario, double load) {
        return Conditions.of(Scenarios.named(scenario), model, load);
    }

    static String name(Conditions conditions) {
        String tmms = conditions.scenario().tmms().size() > 1
                ? ", " + conditions.tmms() + (conditions.tmms() == 1 ? " TMM" : " TMMs")
                : "";
        String traffic = conditions.traffic().equals(Traffic.POISSON)
                ? ""
                : ", " + conditions.traffic().name();
        return conditions.scenario().name() + " " + Math.round(100 * conditions.load()) / 100.0 + traffic + tmms;
    }

    private void better(String text, String policy, Conditions at, List<String> rivals, double bound) {
        add("times better " + text, policy, List.of(at), rivals, List.of(at), Row::ttftP99, Kind.TIMES_BETTER, bound);
    }

    private void atMost(String text, String policy, Conditions at, String rival, double bound) {
        atMost(text, policy, List.of(at), rival, List.of(at), bound);
    }

    private void atMost(
            String text, String policy, List<Conditions> at, String rival, List<Conditions> under, double bound) {
        add(text, policy, at, List.of(rival), under, Row::ttftP99, Kind.AT_MOST, bound);
    }

    private void notWorse(String text, String policy, Conditions at, String rival) {
        add(
                "times " + text,
                policy,
                List.of(at),
                List.of(rival),
                List.of(at),
                Row::ttftP99,
                Kind.INTERVAL_AT_MOST,
                1.05);
    }

    private void points(double bound, Conditions at) {
        add(
                "points of goodput below the oracle, " + name(at),
                RATIO,
                List.of(at),
                List.of(ORACLE),
                List.of(at),
                Row::goodput,
                Kind.POINTS_BELOW,
                bound);
    }

    private void add(
            String text,
            String policy,
            List<Conditions> at,
            List<String> rivals,
            List<Conditions> under,
            ToDoubleFunction<Row> figure,
            Kind kind,
            double bound) {
        claims.add(new Claim(text, policy, at, rivals, under, figure, kind, bound));
    }
}
