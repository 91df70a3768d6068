package io.llmlb.sim.model.vllm;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How fast one vLLM server is and how much it holds: a model on a GPU, as constants of the step time
 *
 * <pre>
 *   T = fixed + sqrt(weight^2 + (token * N)^2)
 *       + attention * SUM over prefill chunks of n * (computed + n / 2)
 *       + context * SUM over decoding requests of their context
 *       + request * B
 * </pre>
 *
 * <p>N are the tokens of the step, B its requests. The root is a smooth maximum of reading the weights and of computing
 * the tokens. The GEMM constants fit the step times that Vidur measured (A100, H100, A40; median error 3 to 4 %), the
 * decode constants are those of BLIS; L40S, A10 and L4 are derived from data sheets.
 *
 * @param name for people, such as {@code a100}
 * @param fixedMicros microseconds of every step
 * @param weightMicros microseconds to stream the weights once
 * @param tokenMicros microseconds of compute per token
 * @param attentionMicros microseconds per pair of prefill token and earlier token
 * @param contextMicros microseconds per token of context that a decoding request reads
 * @param requestMicros microseconds per request in the step
 * @param kvBlocks KV cache, in blocks of {@value VllmEngine#BLOCK_TOKENS} tokens
 * @param maxSequences vLLM's {@code max_num_seqs}
 * @param maxBatchedTokens vLLM's {@code max_num_batched_tokens}
 */
public record VllmProfile(
        String name,
        double fixedMicros,
        double weightMicros,
        double tokenMicros,
        double attentionMicros,
        double contextMicros,
        double requestMicros,
        int kvBlocks,
        int maxSequences,
        int maxBatchedTokens) {
    private static final int LLAMA_CONTEXT = 131_072;
    private static final Map<String, VllmProfile> NAMED = new LinkedHashMap<>();

    static {
        // The 8B profiles are Llama-3.1-8B in bf16 on one GPU, the 70B ones Llama-3.x-70B on four.
        add(new VllmProfile("h100", 1150, 5680, 22.0, 0.0013, 0.076, 4.4, 27_000, 1024, 8192));
        add(new VllmProfile("a100", 1150, 9330, 67.0, 0.0031, 0.125, 4.4, 27_000, 256, 2048));
        add(new VllmProfile("a40", 1150, 24_000, 137, 0.006, 0.37, 4.4, 11_000, 256, 2048));
        add(new VllmProfile("l40s", 1150, 22_000, 62, 0.0026, 0.295, 4.4, 11_700, 256, 2048));
        add(new VllmProfile("a10", 1150, 33_000, 186, 0.008, 0.43, 4.4, 1_900, 256, 2048));
        add(new VllmProfile("l4", 1150, 63_000, 258, 0.011, 0.85, 4.4, 1_840, 256, 2048));
        add(new VllmProfile("h100x4-70b", 2690, 13_920, 65, 0.0013, 0.048, 4.4, 27_000, 1024, 8192));
        add(new VllmProfile("a100x4-70b", 2690, 22_870, 190, 0.0031, 0.078, 4.4, 27_000, 256, 2048));
    }

    /**
     * @throws IllegalArgumentException when a constant is negative or not finite, or a size is below 1
     */
    public VllmProfile {
        double[] constants = {
            fixedMicros, weightMicros, tokenMicros, attentionMicros, contextMicros, requestMicros,
        };
        for (double constant : constants) {
            if (!(constant >= 0) || Double.isInfinite(constant)) {
                throw new IllegalArgumentException(
                        "profile " + name + ": a step-time constant is finite and 0 or more, but one is " + constant);
            }
        }
        if (!(fixedMicros + weightMicros > 0)) {
            throw new IllegalArgumentException("profile " + name + ": a step takes time, but fixed + weight is 0");
        }
        if (kvBlocks < 1 || maxSequences < 1 || maxBatchedTokens < 1) {
            throw new IllegalArgumentException("profile " + name + ": blocks, sequences and batched tokens are 1 or"
                    + " more, but these are " + kvBlocks + ", " + maxSequences + " and " + maxBatchedTokens);
        }
    }

    /**
     * The profile of that name.
     *
     * @throws IllegalArgumentException when there is none; the message lists the names
     */
    public static VllmProfile named(String name) {
        VllmProfile profile = NAMED.get(name);
        if (profile == null) {
            throw new IllegalArgumentException(
                    "no vLLM profile \"" + name + "\"; there are " + String.join(", ", NAMED.keySet()));
        }
        return profile;
    }

    /** The names that {@link #named} knows. */
    public static List<String> names() {
        return List.copyOf(NAMED.keySet());
    }

    /**
     * The same server, every step {@code factor} times as long.
     *
     * @param factor positive and finite; below 1 is faster
     */
    public VllmProfile slower(double factor) {
        if (!(factor > 0) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException("a slow factor is positive and finite, but this is " + factor);
        }
        return new VllmProfile(
                name + "/" + factor,
                fixedMicros * factor,
                weightMicros * factor,
                tokenMicros * factor,
                attentionMicros * factor,
                contextMicros * factor,
                requestMicros * factor,
                kvBlocks,
                maxSequences,
                maxBatchedTokens);
    }

    /** Longest prompt and output together, in tokens: Llama's 131,072, or what the KV cache holds if that is less. */
    public int maxModelLength() {
        return (int) Math.min(LLAMA_CONTEXT, (long) kvBlocks * VllmEngine.BLOCK_TOKENS);
    }

    double stepMicros(int tokens, int requests, double attentionPairs, long contextTokens) {
        double compute = tokenMicros * tokens;
        return fixedMicros
                + StrictMath.sqrt(weightMicros * weightMicros + compute * compute)
                + attentionMicros * attentionPairs
                + contextMicros * contextTokens
                + requestMicros * requests;
    }

    private static void add(VllmProfile profile) {
        NAMED.put(profile.name, profile);
    }
}
