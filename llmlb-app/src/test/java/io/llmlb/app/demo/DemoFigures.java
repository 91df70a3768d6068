package io.llmlb.app.demo;

import io.llmlb.sim.lab.control.Delays;
import io.llmlb.sim.lab.experiment.Conditions;
import io.llmlb.sim.lab.experiment.Run;
import io.llmlb.sim.lab.policy.Policies;
import io.llmlb.sim.lab.scenario.Model;
import io.llmlb.sim.lab.scenario.Scenario;
import io.llmlb.sim.live.RequestKind;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The demo against the simulator: how much smaller TTFT p90 is in the controlled phase than in the neutral one, live and as
 * simulated with the same servers, load, scrapes and cycles. Plays demos of a minute in real time, one for each seed.
 */
final class DemoFigures {
    private static final Duration PHASE = Duration.ofSeconds(20);
    private static final int SIMULATED_SEEDS = 32;

    private DemoFigures() {}

    public static void main(String[] arguments) throws Exception {
        int seeds = arguments.length == 0 ? 5 : Integer.parseInt(arguments[0]);
        System.out.println("| seed | requests | lost | neutral p90 | controlled p90 | quotient | of chats |");
        System.out.println("|---|---|---|---|---|---|---|");
        List<Double> chats = new ArrayList<>();
        boolean well = true;
        for (int seed = 1; seed <= seeds; seed++) {
            Demo demo = new Demo(
                    new DemoOptions(PHASE.multipliedBy(3), seed, 0),
                    new PrintWriter(Writer.nullWriter()),
                    false,
                    page -> {});
            DemoResult result = demo.run();
            double neutral = p90(result.phases().get(0));
            double controlled = p90(result.phases().get(1));
            double ofChats = p90(result.phases().get(1).of(RequestKind.CHAT))
                    / p90(result.phases().get(0).of(RequestKind.CHAT));
            chats.add(ofChats);
            well &= result.failed() == 0 && controlled < neutral;
            System.out.printf(
                    Locale.ROOT,
                    "| %d | %d | %d | %.2f s | %.2f s | %.2f | %.2f |%n",
                    seed,
                    result.requests(),
                    result.failed(),
                    neutral / 1000,
                    controlled / 1000,
                    controlled / neutral,
                    ofChats);
        }
        double live = median(chats);
        double simulated = simulated();
        System.out.printf(
                Locale.ROOT, "%nChats, median of the quotients: live %.3f, simulated %.3f%n", live, simulated);
        boolean close = live < 2 * simulated && simulated < 2 * live;
        System.exit(well && close ? 0 : 1);
    }

    private static double p90(Phase phase) {
        return phase.timeToFirstToken(0.9).orElseThrow();
    }

    /** The quotient that the simulator has, of the pool of chats. */
    private static double simulated() {
        List<Double> quotients = new ArrayList<>();
        for (long seed = 1; seed <= SIMULATED_SEEDS; seed++) {
            double neutral = Run.of(conditions(PHASE, Duration.ZERO), Policies.named("equal"), seed)
                    .ttftP90();
            double controlled = Run.of(
                            conditions(PHASE.multipliedBy(2), PHASE),
                            Policies.named("ratio:auto/harm=act/from=" + PHASE.toSeconds()),
                            seed)
                    .ttftP90();
            quotients.add(controlled / neutral);
        }
        return median(quotients);
    }

    private static Conditions conditions(Duration whole, Duration unmeasured) {
        DemoPool pool = DemoPool.HIGH_END_GPT;
        Scenario scenario =
                Scenario.of("demo", pool.profiles()).lasts(whole, unmeasured).build();
        return Conditions.of(scenario, Model.VLLM, pool.load())
                .withDelays(Delays.USUAL.withScrape(Duration.ofSeconds(1)).withInterval(Duration.ofSeconds(1)));
    }

    private static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1
                ? sorted[middle]
                : Arrays.stream(sorted, middle - 1, middle + 1).average().orElseThrow();
    }
}
