package io.llmlb.sim.lab;

import io.llmlb.sim.model.vllm.PromptBlocks;
import io.llmlb.sim.model.vllm.VllmEngine;

/**
 * A request on its way to the pool.
 *
 * @param time nanoseconds
 * @param promptTokens 1 or more
 * @param outputTokens 1 or more
 * @param blocks what its prompt has in common with others
 */
public record Arrival(long time, int promptTokens, int outputTokens, PromptBlocks blocks) {
    /**
     * The same, cut to what a server takes: the answer to half of it, the prompt to the rest.
     *
     * @param tokens longest prompt and answer together, 2 or more
     */
    public Arrival cutTo(int tokens) {
        int output = Math.min(outputTokens, tokens / 2);
        int prompt = Math.min(promptTokens, tokens - output);
        return new Arrival(time, prompt, output, blocks.first(prompt / VllmEngine.BLOCK_TOKENS));
    }
}
