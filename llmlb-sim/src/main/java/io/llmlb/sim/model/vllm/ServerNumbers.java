package io.llmlb.sim.model.vllm;

/**
 * What a server's {@code /metrics} tells at one moment, as numbers instead of text. For simulations, where writing and reading the text would cost more than the server.
 *
 * @param running requests in the batches
 * @param waiting requests in the queues
 * @param kvUsage share of the KV cache, 0 to 1
 * @param promptTokens counter
 * @param generationTokens counter
 * @param finished counter of requests, for whatever reason
 * @param preemptions counter
 * @param steps histogram of tokens in a step
 * @param queueTime histogram, seconds
 * @param firstToken histogram, seconds
 * @param interToken histogram, seconds
 */
public record ServerNumbers(
        double running,
        double waiting,
        double kvUsage,
        double promptTokens,
        double generationTokens,
        double finished,
        double preemptions,
        Distribution steps,
        Distribution queueTime,
        Distribution firstToken,
        Distribution interToken) {
    /**
     * A histogram.
     *
     * @param sum of what was observed
     * @param cumulative observations up to each bound; the last one counts all
     * @param bounds upper bounds, the last one infinite
     */
    @SuppressWarnings("ArrayRecordComponent") // made once, read once, and not compared
    public record Distribution(double sum, long[] cumulative, double[] bounds) {
        /** How many were observed. */
        public long count() {
            return cumulative[cumulative.length - 1];
        }
    }
}
