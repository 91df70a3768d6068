package io.llmlb.sim.model.vllm;

/**
 * What became of a request: its lengths and its times, all in nanoseconds. A time that was never reached is -1.
 *
 * @param id the request
 * @param reason why it left
 * @param promptTokens length of the prompt
 * @param cachedTokens of these, taken from the prefix cache when it was first scheduled
 * @param generatedTokens tokens generated
 * @param maxTokens tokens it could have had
 * @param arrival when the front end took it in
 * @param queued when the front end had prepared it and it came to the engine's queue
 * @param scheduled when it was first part of a step
 * @param firstToken when the front end delivered its first token
 * @param lastToken when the front end delivered its last token
 * @param finished when its answer ended
 * @param preemptions how often it lost its blocks and began anew
 */
public record FinishedRequest(
        long id,
        FinishReason reason,
        int promptTokens,
        int cachedTokens,
        int generatedTokens,
        int maxTokens,
        long arrival,
        long queued,
        long scheduled,
        long firstToken,
        long lastToken,
        long finished,
        int preemptions) {
    /** Whether the client went away before the last token. */
    public boolean aborted() {
        return reason == FinishReason.ABORT;
    }
}
