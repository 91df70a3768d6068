package io.llmlb.sim.model.trace;

import io.llmlb.core.FailureKind;
import io.llmlb.sim.SimException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/** The traces at hand, by name; each is read once. */
public final class Traces {
    /** The bundled ones, and {@code lognormal}. */
    public static final List<String> NAMES =
            List.of("azure_conv", "azure_code", "mooncake_conversation", "servegen_mlarge", "servegen_r1", "lognormal");

    private static final int LOGNORMAL_REQUESTS = 20_000;
    private static final Map<String, Trace> READ = new ConcurrentHashMap<>();

    private Traces() {}

    /**
     * A trace. {@code azure_conv}, {@code azure_code}: Azure's of 2023; {@code mooncake_conversation}: Mooncake's, the
     * requests of each of its steps of 3 s spread over the step; {@code servegen_mlarge}, {@code servegen_r1}: an hour
     * drawn from ServeGen's distributions; {@code lognormal}: lengths of a lognormal fit of {@code azure_conv}
     * (logarithms of mean 6.633 and deviation 0.985 in, 5.019 and 0.859 out, at most 14,050 and 1,000), one a second.
     *
     * @throws IllegalArgumentException when there is none of that name; the message lists the names
     */
    public static Trace named(String name) {
        if (!NAMES.contains(name)) {
            throw new IllegalArgumentException(
                    "there is no trace \"" + name + "\": the traces are " + String.join(", ", NAMES));
        }
        return READ.computeIfAbsent(name, key -> switch (key) {
            case "lognormal" -> lognormal();
            case "mooncake_conversation" -> spread(bundled(key));
            default -> bundled(key);
        });
    }

    private static Trace bundled(String name) {
        String resource = "/io/llmlb/sim/traces/" + name + ".csv.gz";
        try (InputStream stream = Traces.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IOException("the resource is not on the class path");
            }
            return Trace.read(stream);
        } catch (IOException e) {
            throw new SimException(
                    FailureKind.INVALID, resource, "cannot be read: " + e.getMessage(), "Build the jar anew", e);
        }
    }

    /** Arrivals that are told in steps would come as herds that never were. */
    private static Trace spread(Trace quantised) {
        List<TraceRequest> all = quantised.requests();
        List<TraceRequest> spread = new ArrayList<>(all.size());
        int from = 0;
        while (from < all.size()) {
            long time = all.get(from).arrivalNanos();
            int to = from;
            while (to < all.size() && all.get(to).arrivalNanos() == time) {
                to++;
            }
            long step = to < all.size() ? all.get(to).arrivalNanos() - time : 3_000_000_000L;
            for (int i = from; i < to; i++) {
                TraceRequest request = all.get(i);
                long offset = step * (2L * (i - from) + 1) / (2L * (to - from));
                spread.add(new TraceRequest(time + offset, request.inputTokens(), request.outputTokens()));
            }
            from = to;
        }
        return new Trace(spread);
    }

    private static Trace lognormal() {
        SplittableRandom random = new SplittableRandom(2026);
        List<TraceRequest> requests = new ArrayList<>(LOGNORMAL_REQUESTS);
        for (int i = 0; i < LOGNORMAL_REQUESTS; i++) {
            requests.add(new TraceRequest(
                    i * 1_000_000_000L, length(random, 6.633, 0.985, 14_050), length(random, 5.019, 0.859, 1000)));
        }
        return new Trace(requests);
    }

    /** By Box and Muller, in arithmetic that is the same everywhere. */
    private static int length(SplittableRandom random, double mean, double deviation, int most) {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
        double normal = radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
        double length = StrictMath.exp(mean + deviation * normal);
        return (int) Math.max(1, Math.min(most, Math.round(length)));
    }
}
