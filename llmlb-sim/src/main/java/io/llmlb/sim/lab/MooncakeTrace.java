package io.llmlb.sim.lab;

import io.llmlb.sim.model.vllm.PromptBlocks;
import io.llmlb.sim.model.vllm.VllmEngine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;

/**
 * Reads traces of Mooncake, which tell which prompts begin alike.
 *
 * <p>The trace has a hash for every 512 tokens; each becomes 32 hashes of 16 tokens, so that what two prompts share is
 * rounded down to whole blocks of 512. Its times are in steps of 3 s; the requests of a step are spread over the time to
 * the next one at random, in their order, or they would come as herds that never were.
 */
public final class MooncakeTrace {
    private static final String HEADER = "arrival_ms,input_tokens,output_tokens,hash_ids_512";
    private static final int BLOCKS_PER_HASH = 512 / VllmEngine.BLOCK_TOKENS;
    private static final long LAST_STEP_MILLIS = 3000;

    private MooncakeTrace() {}

    /**
     * Reads a gzipped CSV with the columns {@code arrival_ms,input_tokens,output_tokens,hash_ids_512}, the last one with
     * blanks between the hashes.
     *
     * @param seed of the times within a step
     * @throws IOException when the file cannot be read, or a line is not of this form
     */
    public static List<Arrival> read(Path gzippedCsv, long seed) throws IOException {
        try (InputStream file = Files.newInputStream(gzippedCsv)) {
            return read(file, seed);
        }
    }

    /** The same from a stream. */
    public static List<Arrival> read(InputStream gzippedCsv, long seed) throws IOException {
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(gzippedCsv), StandardCharsets.US_ASCII));
        if (!HEADER.equals(reader.readLine())) {
            throw new IOException("a Mooncake trace begins with the line " + HEADER);
        }
        List<Arrival> quantised = new ArrayList<>();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            quantised.add(parse(line, quantised.size() + 2));
        }
        return spread(quantised, new SplittableRandom(seed));
    }

    private static List<Arrival> spread(List<Arrival> quantised, SplittableRandom random) {
        List<Arrival> spread = new ArrayList<>(quantised.size());
        int from = 0;
        while (from < quantised.size()) {
            long time = quantised.get(from).time();
            int to = from;
            while (to < quantised.size() && quantised.get(to).time() == time) {
                to++;
            }
            long step = to < quantised.size() ? quantised.get(to).time() - time : LAST_STEP_MILLIS * 1_000_000;
            if (step <= 0) {
                throw new IllegalArgumentException("request " + to + " of a trace arrives before the one ahead of it");
            }
            long[] offsets = random.longs(to - from, 0, step).sorted().toArray();
            for (int i = from; i < to; i++) {
                Arrival arrival = quantised.get(i);
                spread.add(new Arrival(
                        time + offsets[i - from], arrival.promptTokens(), arrival.outputTokens(), arrival.blocks()));
            }
            from = to;
        }
        return spread;
    }

    private static Arrival parse(String line, int number) throws IOException {
        String[] columns = line.split(",", -1);
        try {
            long time = Math.multiplyExact(Long.parseLong(columns[0]), 1_000_000L);
            int prompt = Math.max(1, Integer.parseInt(columns[1]));
            int output = Math.max(1, Integer.parseInt(columns[2]));
            long[] ids = Arrays.stream(columns[3].split(" "))
                    .filter(id -> !id.isEmpty())
                    .mapToLong(Long::parseLong)
                    .toArray();
            return new Arrival(time, prompt, output, blocks(ids, prompt / VllmEngine.BLOCK_TOKENS));
        } catch (IllegalArgumentException | ArithmeticException | ArrayIndexOutOfBoundsException e) {
            throw new IOException(
                    "line " + number + " of a Mooncake trace is not three numbers and hashes: " + line, e);
        }
    }

    private static PromptBlocks blocks(long[] ids, int whole) {
        long[] hashes = new long[Math.min(whole, ids.length * BLOCKS_PER_HASH)];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] =
                    Math.addExact(Math.multiplyExact(ids[i / BLOCKS_PER_HASH], BLOCKS_PER_HASH), i % BLOCKS_PER_HASH);
        }
        return PromptBlocks.of(hashes);
    }
}
