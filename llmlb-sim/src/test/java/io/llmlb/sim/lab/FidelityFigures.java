package io.llmlb.sim.lab;

import io.llmlb.sim.model.trace.Trace;
import io.llmlb.sim.model.trace.TraceRequest;
import io.llmlb.sim.model.vllm.Saturation;
import io.llmlb.sim.model.vllm.VllmProfile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * The server model beside reference figures, as Markdown. Arguments: how many seeds (4), and a directory with the traces
 * that are not bundled, for their saturation rates.
 */
public final class FidelityFigures {
    private static final int LONGEST_MOONCAKE_PROMPT = 32_768;

    private record Column(String name, ToDoubleFunction<ServerFigures> figure, int digits) {}

    private static final List<Column> COLUMNS = List.of(
            new Column("running p50", ServerFigures::running, 0),
            new Column("KV p50", ServerFigures::kv, 3),
            new Column("waiting mean", ServerFigures::waiting, 2),
            new Column("queue p90 s", ServerFigures::queueP90, 2),
            new Column("TTFT p50 s", ServerFigures::ttftP50, 3),
            new Column("TTFT p99 s", ServerFigures::ttftP99, 2),
            new Column("TPOT p50 s", ServerFigures::tpotP50, 4));

    private FidelityFigures() {}

    /** Prints the tables. */
    public static void main(String[] arguments) throws IOException {
        int seeds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 4;
        System.out.println("Saturation, requests/s: found / reference (difference). An endless queue of requests drawn"
                + " from the trace, in the long run.\n");
        System.out.println("| trace | h100 | a100 | l40s | a10 | l4 | h100x4-70b | a100x4-70b |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        saturation("azure conv", Trace.azureConversation(), 19.8, 8.0, 5.1, 1.0, 0.63, Double.NaN, Double.NaN);
        if (arguments.length > 1) {
            Path directory = Path.of(arguments[1]);
            double none = Double.NaN;
            saturation("azure code", read(directory, "azure_code_2023"), 18.3, 6.4, 6.5, none, none, 6.8, 2.4);
            Trace mooncake = cut(LONGEST_MOONCAKE_PROMPT, read(directory, "mooncake_conversation"));
            saturation("mooncake, prompts cut at 32k", mooncake, .81, .50, .25, none, none, .37, .23);
            saturation(
                    "servegen m-large", read(directory, "servegen_mlarge_1h"), 23.6, 10.2, 6.5, none, none, 12.1, 4.7);
            // Answers of 3,000 tokens take longer than the reference runs are likely to have lasted.
            saturation("servegen r1", read(directory, "servegen_r1_1h"), 1.29, .62, .26, none, none, 1.04, .39);
        }
        System.out.println("\nOne server, Poisson arrivals, lengths of azure conv, 30 minutes after 5, " + seeds
                + " seeds: found / reference (difference). Load is that of the reference figures, whose saturation is 19.8"
                + " and 8.0 requests/s.\n");
        System.out.println("| server | load | requests/s | of our saturation | "
                + String.join(" | ", COLUMNS.stream().map(Column::name).toList()) + " |");
        System.out.println("|---".repeat(4 + COLUMNS.size()) + "|");
        Reference.ALL.forEach(reference -> load(reference, seeds));
        System.out.println();
        ClusterFigures.print(seeds);
        System.out.println();
        LabBenchmark.main(new String[0]);
    }

    private static void saturation(String name, Trace trace, double... reference) {
        List<String> profiles = List.of("h100", "a100", "l40s", "a10", "l4", "h100x4-70b", "a100x4-70b");
        StringBuilder row = new StringBuilder("| " + name + " |");
        for (int i = 0; i < profiles.size(); i++) {
            double found = Saturation.requestsPerSecond(VllmProfile.named(profiles.get(i)), trace, 1);
            row.append(' ').append(beside(found, reference[i], 2)).append(" |");
        }
        System.out.println(row);
    }

    private static void load(Reference reference, int seeds) {
        VllmProfile profile = VllmProfile.named(reference.profile());
        double own = Saturation.requestsPerSecond(profile, Trace.azureConversation(), 1);
        ServerFigures found =
                ServerFigures.measure(profile, reference.requestsPerSecond(), Duration.ofMinutes(30), seeds);
        StringBuilder row = new StringBuilder(String.format(
                Locale.ROOT,
                "| %s | %.2f | %.2f | %.2f |",
                reference.profile(),
                reference.load(),
                reference.requestsPerSecond(),
                reference.requestsPerSecond() / own));
        for (Column column : COLUMNS) {
            row.append(' ')
                    .append(beside(
                            column.figure.applyAsDouble(found),
                            column.figure.applyAsDouble(reference.figures()),
                            column.digits))
                    .append(" |");
        }
        System.out.println(row);
    }

    private static String beside(double found, double reference, int digits) {
        String number = "%." + digits + "f";
        if (Double.isNaN(reference)) {
            return String.format(Locale.ROOT, number, found);
        }
        String both = String.format(Locale.ROOT, number + " / " + number, found, reference);
        return reference == 0 ? both : both + String.format(Locale.ROOT, " (%+.0f %%)", 100 * (found / reference - 1));
    }

    private static Trace read(Path directory, String name) throws IOException {
        try (InputStream file = Files.newInputStream(directory.resolve(name + ".csv.gz"))) {
            return Trace.read(file);
        }
    }

    private static Trace cut(int prompt, Trace trace) {
        return new Trace(trace.requests().stream()
                .map(request -> new TraceRequest(
                        request.arrivalNanos(), Math.min(prompt, request.inputTokens()), request.outputTokens()))
                .toList());
    }
}
