package io.llmlb.sim.lab;

import io.llmlb.core.PoolName;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import io.llmlb.sim.model.trace.Trace;
import io.llmlb.sim.model.vllm.Saturation;
import io.llmlb.sim.model.vllm.ServerModel;
import io.llmlb.sim.model.vllm.ServerOptions;
import io.llmlb.sim.model.vllm.VllmProfile;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How many requests the discrete-event driver simulates a minute: arguments are profile, servers, load, requests. */
public final class LabBenchmark {
    private LabBenchmark() {}

    /** Prints a Markdown table. */
    public static void main(String[] arguments) {
        String profile = arguments.length > 0 ? arguments[0] : "a100";
        int servers = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 8;
        double load = arguments.length > 2 ? Double.parseDouble(arguments[2]) : 0.8;
        long requests = arguments.length > 3 ? Long.parseLong(arguments[3]) : 1_000_000;
        System.out.println("| servers | load | mode | requests | wall s | process CPU s | requests per CPU minute |");
        System.out.println("|---|---|---|---|---|---|---|");
        for (String mode : List.of("ratio-member", "least-connections-member")) {
            run(profile, servers, load, requests / 10, mode);
            System.out.println(run(profile, servers, load, requests, mode));
        }
    }

    private static String run(String profile, int count, double load, long requests, String mode) {
        VllmProfile hardware = VllmProfile.named(profile);
        List<Member> members = new ArrayList<>();
        Map<String, ServerModel> servers = new LinkedHashMap<>();
        for (int i = 1; i <= count; i++) {
            Member member = Member.of("Common", "10.0.0." + i, 8000);
            members.add(member);
            servers.put(
                    member.fullPath(),
                    new ServerModel(ServerOptions.of(hardware, "m").withSeed(i)));
        }
        Trace trace = Trace.azureConversation();
        double rate = load * count * Saturation.requestsPerSecond(hardware, trace, 1);
        Simulation simulation = new Simulation(new Pool(new PoolName("/Common/pool"), mode, members), servers, 1);
        long wall = System.nanoTime();
        long cpu = cpuNanos();
        simulation.run(Arrivals.poisson(trace, rate, 1), Duration.ofNanos((long) (1e9 * requests / rate)), o -> {});
        double cpuSeconds = (cpuNanos() - cpu) / 1e9;
        return String.format(
                "| %d x %s | %.2f | %s | %d | %.1f | %.1f | %.1f million |",
                count,
                profile,
                load,
                mode,
                simulation.finished(),
                (System.nanoTime() - wall) / 1e9,
                cpuSeconds,
                simulation.finished() / cpuSeconds * 60 / 1e6);
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
