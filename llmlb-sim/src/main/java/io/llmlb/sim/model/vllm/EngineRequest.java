package io.llmlb.sim.model.vllm;

/**
 * One request as the engine sees it. It always generates its whole output.
 *
 * @param id unique among the requests of the engine that are not finished
 * @param promptTokens 1 or more
 * @param outputTokens 1 or more
 */
public record EngineRequest(long id, int promptTokens, int outputTokens) {
    /**
     * @throws IllegalArgumentException when a length is below 1
     */
    public EngineRequest {
        if (promptTokens < 1 || outputTokens < 1) {
            throw new IllegalArgumentException(
                    "a request has 1 token or more in and out, but this has " + promptTokens + " and " + outputTokens);
        }
    }
}
