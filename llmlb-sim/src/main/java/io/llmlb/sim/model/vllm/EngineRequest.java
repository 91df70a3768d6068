package io.llmlb.sim.model.vllm;

/**
 * One request as the server sees it.
 *
 * @param id unique among the requests of the server that are not finished
 * @param promptTokens 1 or more
 * @param outputTokens how many tokens it gets, 1 or more
 * @param maxTokens how many it may get; when it gets them all, it finishes by length, else it stops by itself
 * @param blocks what its prompt has in common with others
 */
public record EngineRequest(long id, int promptTokens, int outputTokens, int maxTokens, PromptBlocks blocks) {
    /**
     * @throws IllegalArgumentException when a length is below 1, more tokens come than may, or there are more blocks
     *     than the prompt has
     */
    public EngineRequest {
        if (promptTokens < 1 || outputTokens < 1) {
            throw new IllegalArgumentException(
                    "a request has 1 token or more in and out, but this has " + promptTokens + " and " + outputTokens);
        }
        if (maxTokens < outputTokens) {
            throw new IllegalArgumentException(
                    "a request gets no more than its " + maxTokens + " tokens, but this gets " + outputTokens);
        }
        if (blocks.count() > promptTokens / VllmEngine.BLOCK_TOKENS) {
            throw new IllegalArgumentException(
                    "a prompt of " + promptTokens + " tokens has no " + blocks.count() + " whole blocks");
        }
    }

    /** A request with a prompt like no other, that gets all the tokens it may. */
    public static EngineRequest of(long id, int promptTokens, int outputTokens) {
        return new EngineRequest(id, promptTokens, outputTokens, outputTokens, PromptBlocks.NONE);
    }
}
