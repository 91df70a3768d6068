package io.llmlb.sim.model.vllm;

/**
 * What became of a request: its lengths and its times, all in nanoseconds. A time that was never reached is -1.
 *
 * @param id the request
 * @param aborted whether the client went away before the last token
 * @param promptTokens length of the prompt
 * @param generatedTokens tokens generated
 * @param arrival when it was submitted
 * @param scheduled when it was first part of a step
 * @param firstToken when it got its first token
 * @param lastToken when it got its last token
 * @param finished when it left the engine
 * @param preemptions how often it lost its blocks and began anew
 */
public record FinishedRequest(
        long id,
        boolean aborted,
        int promptTokens,
        int generatedTokens,
        long arrival,
        long scheduled,
        long firstToken,
        long lastToken,
        long finished,
        int preemptions) {}
