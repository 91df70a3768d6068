package io.llmlb.sim.model.vllm;

/**
 * What the API server around the engine takes: HTTP and tokenisation before a request comes to the queue, detokenisation
 * before a token goes out, and the end of an answer. It delays each request by itself and never the engine's steps; the
 * time to the first token and the whole latency include it, the queue time does not.
 *
 * @param requestMicros microseconds before the queue for every request
 * @param promptTokenMicros microseconds before the queue for each token of the prompt
 * @param tokenMicros microseconds between the end of a step and the delivery of its tokens
 * @param finishMicros microseconds between the last token and the end of the answer
 */
public record FrontEndTime(double requestMicros, double promptTokenMicros, double tokenMicros, double finishMicros) {
    /** No front end. */
    public static final FrontEndTime NONE = new FrontEndTime(0, 0, 0, 0);
    /** The delays after BLIS's regressions, with a physical prefill: 4 ms, 2 and 46 microseconds a token, 0.777 ms. */
    public static final FrontEndTime VLLM = new FrontEndTime(4000, 2, 46, 777);

    /**
     * @throws IllegalArgumentException when a constant is negative or not finite
     */
    public FrontEndTime {
        Constants.checkDelays(requestMicros, promptTokenMicros, tokenMicros, finishMicros);
    }

    /** Nanoseconds from the arrival of such a request to the engine's queue. */
    long beforeQueue(int promptTokens) {
        return StrictMath.round(1000 * (requestMicros + promptTokenMicros * promptTokens));
    }

    /** Nanoseconds from the end of a step to the delivery of its tokens. */
    long delivery() {
        return StrictMath.round(1000 * tokenMicros);
    }

    /** Nanoseconds from the delivery of the last token to the end of the answer. */
    long finish() {
        return StrictMath.round(1000 * finishMicros);
    }
}
