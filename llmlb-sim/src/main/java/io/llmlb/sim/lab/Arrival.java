package io.llmlb.sim.lab;

import io.llmlb.sim.model.vllm.PromptBlocks;

/**
 * A request on its way to the pool.
 *
 * @param time nanoseconds
 * @param promptTokens 1 or more
 * @param outputTokens 1 or more
 * @param blocks what its prompt has in common with others
 */
public record Arrival(long time, int promptTokens, int outputTokens, PromptBlocks blocks) {}
