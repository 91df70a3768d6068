package io.llmlb.sim.model.vllm;

import java.util.Arrays;

/**
 * What a request would meet on a server if it came now and nobody after it: what an oracle of load balancing may know and
 * nobody else does. Knows the queue, the batch, and how long every answer will be.
 *
 * @param firstTokenSeconds until its first token
 * @param workSeconds of computing until the server has finished everything, this request too; as in a full batch
 */
public record Forecast(double firstTokenSeconds, double workSeconds) {
    private static final int BATCH = 64;

    /** Sums over the requests of an engine. */
    static final class Load {
        private final VllmProfile profile;
        private final StepTime time;
        private final double slowFactor;
        private long prefillTokens;
        private double attentionPairs;
        private int prefills;
        private int decodes;
        private long context;
        private double work;
        private long queuedBlocks;
        private int queued;
        private int[] left = new int[16];
        private int[] held = new int[16];

        Load(VllmProfile profile, double slowFactor) {
            this.profile = profile;
            this.time = profile.stepTime();
            this.slowFactor = slowFactor;
        }

        /** A request that will enter the batch, or has not finished its prompt there. */
        void prefill(int tokens, int output, boolean hasPlace) {
            prefills++;
            prefillTokens += tokens;
            attentionPairs += tokens * (tokens / 2.0);
            work += perPromptToken() * tokens + perToken(tokens + output / 2) * output;
            if (!hasPlace) {
                queued++;
                queuedBlocks += Sequence.blocksOf(tokens);
            }
        }

        void decode(int contextTokens, int outputLeft, int blocks) {
            if (decodes == left.length) {
                left = Arrays.copyOf(left, 2 * decodes);
                held = Arrays.copyOf(held, 2 * decodes);
            }
            left[decodes] = outputLeft;
            held[decodes] = blocks;
            decodes++;
            context += contextTokens;
            work += perToken(contextTokens + outputLeft / 2) * outputLeft;
        }

        /**
         * @param prompt of the newcomer
         * @param output of the newcomer
         * @param batched requests that hold a place in the batch
         * @param freeBlocks of the KV cache
         * @param ahead seconds until the step under way ends, and before the request comes to the queue
         */
        Forecast of(int prompt, int output, int batched, int freeBlocks, double ahead) {
            double promptSeconds = prefillSeconds(prompt);
            long blocks = queuedBlocks + Sequence.blocksOf(prompt);
            int needed = batched + queued + 1 - profile.maxSequences();
            double room = waitForRoom(blocks - freeBlocks, needed);
            double own = perPromptToken() * prompt + perToken(prompt + output / 2) * output;
            return new Forecast(ahead + room + promptSeconds, work + own);
        }

        /** Steps until the prompts ahead and this one are computed, all of them with the batch decoding beside. */
        private double prefillSeconds(int prompt) {
            long tokens = prefillTokens + prompt;
            double pairs = attentionPairs + prompt * (prompt / 2.0);
            int budget = Math.max(1, profile.maxBatchedTokens() - decodes);
            long full = tokens / budget;
            int rest = (int) (tokens % budget);
            double requests = (prefills + 1.0) / Math.max(1, full + (rest > 0 ? 1 : 0));
            int inStep = (int) Math.max(1, requests);
            double seconds = 0;
            if (full > 0) {
                seconds += full * step(budget, inStep, pairs * budget / tokens);
            }
            if (rest > 0) {
                seconds += step(rest, inStep, pairs * rest / tokens);
            }
            return seconds;
        }

        /** Until enough requests of the batch have ended; the batch grows by a block for each 16 tokens meanwhile. */
        private double waitForRoom(long blocksMissing, int placesMissing) {
            if (blocksMissing <= 0 && placesMissing <= 0) {
                return 0;
            }
            Integer[] order = new Integer[decodes];
            Arrays.setAll(order, i -> i);
            Arrays.sort(order, (a, b) -> Integer.compare(left[a], left[b]));
            double freed = 0;
            int steps = 0;
            for (int i = 0; i < decodes; i++) {
                steps = left[order[i]];
                freed += held[order[i]] + steps / (double) VllmEngine.BLOCK_TOKENS;
                double grown = (decodes - i - 1) * (steps / (double) VllmEngine.BLOCK_TOKENS);
                if (i + 1 >= placesMissing && freed - grown >= blocksMissing) {
                    break;
                }
            }
            return steps * step(0, 0, 0);
        }

        private double step(int tokens, int requests, double pairs) {
            return slowFactor * time.micros(tokens, tokens == 0 ? 0 : requests, pairs, decodes, context) / 1e6;
        }

        private double perPromptToken() {
            int chunk = profile.maxBatchedTokens();
            return slowFactor * time.micros(chunk, 2, chunk * (chunk / 4.0), 0, 0) / chunk / 1e6;
        }

        private double perToken(long contextTokens) {
            return slowFactor * time.micros(0, 0, 0, BATCH, BATCH * contextTokens) / BATCH / 1e6;
        }
    }
}
