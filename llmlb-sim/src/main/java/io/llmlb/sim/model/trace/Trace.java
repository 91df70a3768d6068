package io.llmlb.sim.model.trace;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Requests with their arrival times and lengths, from a real service or made up. Immutable; in order of arrival.
 *
 * @param requests at least two, the first at 0 or later, the last later than the first
 */
public record Trace(List<TraceRequest> requests) {
    private static final String HEADER = "arrival_ms,input_tokens,output_tokens";

    /**
     * @throws IllegalArgumentException when there are too few requests or they are out of order
     */
    public Trace {
        requests = List.copyOf(requests);
        for (int i = 1; i < requests.size(); i++) {
            if (requests.get(i).arrivalNanos() < requests.get(i - 1).arrivalNanos()) {
                throw new IllegalArgumentException("request " + i + " of a trace arrives before the one ahead of it");
            }
        }
        if (requests.size() < 2
                || requests.get(0).arrivalNanos()
                        == requests.get(requests.size() - 1).arrivalNanos()) {
            throw new IllegalArgumentException("a trace has two requests or more, at different times");
        }
    }

    /**
     * The conversation trace that Azure published in 2023 (CC-BY-4.0; Patel et al., Splitwise, ISCA 2024): 19,366
     * requests in 58 minutes, 1,155 tokens in and 211 out on average. Read once.
     */
    public static Trace azureConversation() {
        return Traces.named("azure_conv");
    }

    /**
     * Reads a gzipped CSV with the columns {@code arrival_ms,input_tokens,output_tokens}; further columns are ignored.
     *
     * @throws IOException when the stream cannot be read, or a line is not of this form
     */
    public static Trace read(InputStream gzippedCsv) throws IOException {
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(gzippedCsv), StandardCharsets.US_ASCII));
        String header = reader.readLine();
        if (header == null || !header.startsWith(HEADER)) {
            throw new IOException("a trace begins with the line " + HEADER);
        }
        List<TraceRequest> requests = new ArrayList<>();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            requests.add(parse(line, requests.size() + 2));
        }
        return new Trace(requests);
    }

    /** Mean requests per second. */
    public double requestsPerSecond() {
        return (requests.size() - 1) * 1e9 / (last() - first());
    }

    /**
     * The same requests with all gaps stretched or squeezed alike.
     *
     * @param requestsPerSecond the wanted mean, positive and finite
     */
    public Trace atRate(double requestsPerSecond) {
        if (!(requestsPerSecond > 0) || Double.isInfinite(requestsPerSecond)) {
            throw new IllegalArgumentException("a rate is positive and finite, but this is " + requestsPerSecond);
        }
        double factor = requestsPerSecond() / requestsPerSecond;
        return new Trace(requests.stream()
                .map(r -> new TraceRequest(
                        StrictMath.round(r.arrivalNanos() * factor), r.inputTokens(), r.outputTokens()))
                .toList());
    }

    /**
     * The same requests in the same rhythm, begun at another one; those before it follow after the last.
     *
     * @param first the number of the request to begin with, counted from 0, less than the number of requests
     */
    public Trace startingAt(int first) {
        long begin = requests.get(first).arrivalNanos();
        long period = periodNanos();
        List<TraceRequest> turned = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            TraceRequest request = requests.get((first + i) % requests.size());
            long round = first + i < requests.size() ? 0 : period;
            turned.add(new TraceRequest(
                    request.arrivalNanos() - begin + round, request.inputTokens(), request.outputTokens()));
        }
        return new Trace(turned);
    }

    /** When the trace can begin anew, in nanoseconds: its last arrival and one mean gap. */
    public long periodNanos() {
        return last() + (last() - first()) / (requests.size() - 1);
    }

    private long first() {
        return requests.get(0).arrivalNanos();
    }

    private long last() {
        return requests.get(requests.size() - 1).arrivalNanos();
    }

    private static TraceRequest parse(String line, int number) throws IOException {
        String[] columns = line.split(",", 4);
        try {
            return new TraceRequest(
                    Math.multiplyExact(Long.parseLong(columns[0]), 1_000_000L),
                    Math.max(1, Integer.parseInt(columns[1])),
                    Math.max(1, Integer.parseInt(columns[2])));
        } catch (ArithmeticException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new IOException("line " + number + " of a trace is not three numbers: " + line, e);
        }
    }
}
