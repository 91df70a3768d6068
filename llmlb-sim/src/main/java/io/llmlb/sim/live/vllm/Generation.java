package io.llmlb.sim.live.vllm;

import java.util.List;

/**
 * What a request wants generated.
 *
 * @param prompts one or more; each is a request to the engine and a choice of the answer
 * @param outputTokens how many tokens each of them gets, always all of them
 * @param stream whether tokens are sent as they come
 * @param includeUsage whether a stream ends with the usage
 */
record Generation(List<Prompt> prompts, int outputTokens, boolean stream, boolean includeUsage) {
    int promptTokens() {
        return prompts.stream().mapToInt(Prompt::length).sum();
    }

    int generatedTokens() {
        return prompts.size() * outputTokens;
    }

    /** As chat and completions tell it. */
    String usage() {
        return "{\"prompt_tokens\":" + promptTokens() + ",\"total_tokens\":" + (promptTokens() + generatedTokens())
                + ",\"completion_tokens\":" + generatedTokens() + ",\"prompt_tokens_details\":null}";
    }
}
