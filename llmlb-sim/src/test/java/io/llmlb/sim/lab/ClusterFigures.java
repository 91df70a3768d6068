package io.llmlb.sim.lab;

import io.llmlb.core.PoolName;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import io.llmlb.sim.model.trace.Trace;
import io.llmlb.sim.model.vllm.FinishedRequest;
import io.llmlb.sim.model.vllm.ServerModel;
import io.llmlb.sim.model.vllm.ServerOptions;
import io.llmlb.sim.model.vllm.VllmProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Whole pools without a controller beside reference figures: ten minutes of Poisson arrivals with the lengths of the Azure
 * conversation trace, then what is under way is served to its end.
 */
final class ClusterFigures {
    private static final Duration ARRIVALS = Duration.ofMinutes(10);
    /** The reference's capacities, of which the loads are shares. */
    private static final Map<String, Double> CAPACITY = Map.of("h100", 19.8, "a100", 8.0, "l40s", 5.1);

    private static final List<String> A = Collections.nCopies(8, "a100");
    private static final List<String> B = List.of("h100", "h100", "a100", "a100", "a100", "a100", "l40s", "l40s");

    private ClusterFigures() {}

    /** Prints a Markdown table; cells are goodput and the 99th percentile of the time to the first token. */
    static void print(int seeds) {
        System.out.println(
                "Pools without a controller, " + seeds + " seeds: goodput (TTFT <= 1 s, TPOT <= 0.1 s) and TTFT"
                        + " p99 in s; found / reference. A is 8 a100, B is 2 h100, 4 a100 and 2 l40s.\n");
        System.out.println("| pool | load | equal ratios | least connections | ratios by capacity | both |");
        System.out.println("|---|---|---|---|---|---|");
        row("A", A, .8, seeds, ".999 / .71", ".999 / .69", "", "");
        row("A", A, .95, seeds, ".558 / 1.9", ".742 / 1.2", "", "");
        row("B", B, .6, seeds, ".750 / 91", "1.0 / .52", "1.0 / .48", "1.0 / .47");
        row("B", B, .8, seeds, ".250 / 320", "1.0 / .64", "1.0 / .58", "1.0 / .54");
        row("B", B, .95, seeds, ".250 / 497", ".545 / 16", ".558 / 14", ".820 / 4.1");
    }

    private static void row(String name, List<String> servers, double load, int seeds, String... reference) {
        System.out.printf(
                Locale.ROOT,
                "| %s | %.2f | %s | %s | %s | %s |%n",
                name,
                load,
                cell(servers, load, "ratio-member", false, seeds, reference[0]),
                cell(servers, load, "least-connections-member", false, seeds, reference[1]),
                cell(servers, load, "ratio-member", true, seeds, reference[2]),
                cell(servers, load, "ratio-least-connections-member", true, seeds, reference[3]));
    }

    private static String cell(
            List<String> profiles, double load, String mode, boolean byCapacity, int seeds, String reference) {
        if (reference.isEmpty()) {
            return "";
        }
        Samples good = new Samples();
        Samples tail = new Samples();
        for (int seed = 1; seed <= seeds; seed++) {
            measure(profiles, load, mode, byCapacity, seed, good, tail);
        }
        return String.format(Locale.ROOT, "%.3f, %.2f (%s)", good.mean(), tail.mean(), reference.replace(" /", ","));
    }

    private static void measure(
            List<String> profiles,
            double load,
            String mode,
            boolean byCapacity,
            long seed,
            Samples good,
            Samples tail) {
        List<Member> members = new ArrayList<>();
        Map<String, ServerModel> servers = new LinkedHashMap<>();
        double capacity = 0;
        for (String profile : profiles) {
            double own = CAPACITY.get(profile);
            capacity += own;
            Member member = Member.of("Common", "10.0.0." + (members.size() + 1), 8000)
                    .withRatio(byCapacity ? (int) Math.round(5 * own) : 1);
            members.add(member);
            ServerOptions options =
                    ServerOptions.of(VllmProfile.named(profile), "m").withPrefixCache(false);
            servers.put(member.fullPath(), new ServerModel(options.withSeed(100 * seed + members.size())));
        }
        Simulation simulation = new Simulation(new Pool(new PoolName("/Common/pool"), mode, members), servers, seed);
        Samples kept = new Samples();
        Samples ttft = new Samples();
        simulation.run(arrivals(load * capacity, seed), Duration.ofHours(5), outcome -> {
            FinishedRequest request = outcome.request();
            double perToken = request.generatedTokens() == 1
                    ? 0
                    : (request.lastToken() - request.firstToken()) / 1e9 / (request.generatedTokens() - 1);
            ttft.add(outcome.firstTokenNanos() / 1e9);
            kept.add(outcome.firstTokenNanos() <= 1_000_000_000 && perToken <= 0.1 ? 1 : 0);
        });
        good.add(kept.mean());
        tail.add(ttft.quantile(0.99));
    }

    private static Iterator<Arrival> arrivals(double rate, long seed) {
        Iterator<Arrival> endless = Arrivals.poisson(Trace.azureConversation(), rate, seed);
        List<Arrival> some = new ArrayList<>();
        for (Arrival next = endless.next(); next.time() < ARRIVALS.toNanos(); next = endless.next()) {
            some.add(next);
        }
        return some.iterator();
    }
}
