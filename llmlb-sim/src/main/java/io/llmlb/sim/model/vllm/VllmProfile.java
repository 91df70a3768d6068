package io.llmlb.sim.model.vllm;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How fast one vLLM server is and how much it holds: a model on a GPU.
 *
 * <p>There are two kinds. {@link #named}: the {@linkplain HybridStepTime hybrid} step time, whose GEMM constants fit the
 * step times that Vidur measured (A100, H100, A40; median error 3 to 4 %) and whose decode constants are those of BLIS;
 * L40S, A10 and L4 are derived from data sheets. {@link #linear}: the {@linkplain LinearStepTime linear} one of a study of
 * ratio control, without a front end. {@code uneven}, in both, is no GPU: prompts are dear and the rest is cheap, in
 * proportions that no estimate of capacity was made for.
 *
 * @param name for people, such as {@code a100}
 * @param stepTime how long a step takes
 * @param frontEnd what the API server takes
 * @param kvBlocks KV cache, in blocks of {@value VllmEngine#BLOCK_TOKENS} tokens
 * @param maxSequences vLLM's {@code max_num_seqs}
 * @param maxBatchedTokens vLLM's {@code max_num_batched_tokens}
 */
public record VllmProfile(
        String name, StepTime stepTime, FrontEndTime frontEnd, int kvBlocks, int maxSequences, int maxBatchedTokens) {
    private static final int LLAMA_CONTEXT = 131_072;
    private static final Map<String, VllmProfile> NAMED = new LinkedHashMap<>();
    private static final Map<String, VllmProfile> LINEAR = new LinkedHashMap<>();

    static {
        // The 8B profiles are Llama-3.1-8B in bf16 on one GPU, the 70B ones Llama-3.x-70B on four.
        vllm("h100", new HybridStepTime(1150, 5680, 22.0, 0.0013, 0.076, 4.4), 27_000, 1024, 8192);
        vllm("a100", new HybridStepTime(1150, 9330, 67.0, 0.0031, 0.125, 4.4), 27_000, 256, 2048);
        vllm("a40", new HybridStepTime(1150, 24_000, 137, 0.006, 0.37, 4.4), 11_000, 256, 2048);
        vllm("l40s", new HybridStepTime(1150, 22_000, 62, 0.0026, 0.295, 4.4), 11_700, 256, 2048);
        vllm("a10", new HybridStepTime(1150, 33_000, 186, 0.008, 0.43, 4.4), 1_900, 256, 2048);
        vllm("l4", new HybridStepTime(1150, 63_000, 258, 0.011, 0.85, 4.4), 1_840, 256, 2048);
        vllm("h100x4-70b", new HybridStepTime(2690, 13_920, 65, 0.0013, 0.048, 4.4), 27_000, 1024, 8192);
        vllm("a100x4-70b", new HybridStepTime(2690, 22_870, 190, 0.0031, 0.078, 4.4), 27_000, 256, 2048);
        vllm("uneven", new HybridStepTime(1150, 4000, 200, 0.001, 0.04, 4.4), 27_000, 256, 2048);
        linear("h100", new LinearStepTime(6500, 32, 30, 0.04), 420_000);
        linear("a100", new LinearStepTime(10_000, 60, 60, 0.065), 360_000);
        linear("l4", new LinearStepTime(35_000, 165, 110, 0.22), 130_000);
        linear("uneven", new LinearStepTime(4000, 180, 20, 0.02), 360_000);
    }

    /**
     * @throws IllegalArgumentException when a size is below 1
     */
    public VllmProfile {
        if (kvBlocks < 1 || maxSequences < 1 || maxBatchedTokens < 1) {
            throw new IllegalArgumentException("profile " + name + ": blocks, sequences and batched tokens are 1 or"
                    + " more, but these are " + kvBlocks + ", " + maxSequences + " and " + maxBatchedTokens);
        }
    }

    /**
     * The profile of that name with vLLM's step times.
     *
     * @throws IllegalArgumentException when there is none; the message lists the names
     */
    public static VllmProfile named(String name) {
        return find(NAMED, "vLLM", name);
    }

    /** The names that {@link #named} knows. */
    public static List<String> names() {
        return List.copyOf(NAMED.keySet());
    }

    /**
     * The profile of that name with linear step times and no front end.
     *
     * @throws IllegalArgumentException when there is none; the message lists the names
     */
    public static VllmProfile linear(String name) {
        return find(LINEAR, "linear", name);
    }

    /** The names that {@link #linear} knows. */
    public static List<String> linearNames() {
        return List.copyOf(LINEAR.keySet());
    }

    /**
     * The same server, every step {@code factor} times as long; the front end is as fast as before.
     *
     * @param factor positive and finite; below 1 is faster
     */
    public VllmProfile slower(double factor) {
        return new VllmProfile(
                name + "/" + factor, stepTime.slower(factor), frontEnd, kvBlocks, maxSequences, maxBatchedTokens);
    }

    /** Longest prompt and output together, in tokens: Llama's 131,072, or what the KV cache holds if that is less. */
    public int maxModelLength() {
        return (int) Math.min(LLAMA_CONTEXT, (long) kvBlocks * VllmEngine.BLOCK_TOKENS);
    }

    /** Refuses a request that such a server can never hold. */
    void checkLength(EngineRequest request) {
        long length = (long) request.promptTokens() + request.outputTokens();
        if (length > maxModelLength()) {
            throw new IllegalArgumentException(
                    "prompt and output are at most " + maxModelLength() + " tokens together, but these are " + length);
        }
    }

    private static VllmProfile find(Map<String, VllmProfile> profiles, String kind, String name) {
        VllmProfile profile = profiles.get(name);
        if (profile == null) {
            throw new IllegalArgumentException(
                    "no " + kind + " profile \"" + name + "\"; there are " + String.join(", ", profiles.keySet()));
        }
        return profile;
    }

    private static void vllm(String name, StepTime stepTime, int kvBlocks, int maxSequences, int maxBatchedTokens) {
        NAMED.put(name, new VllmProfile(name, stepTime, FrontEndTime.VLLM, kvBlocks, maxSequences, maxBatchedTokens));
    }

    private static void linear(String name, StepTime stepTime, int kvTokens) {
        int blocks = kvTokens / VllmEngine.BLOCK_TOKENS;
        LINEAR.put(name, new VllmProfile(name, stepTime, FrontEndTime.NONE, blocks, 256, 2048));
    }
}
