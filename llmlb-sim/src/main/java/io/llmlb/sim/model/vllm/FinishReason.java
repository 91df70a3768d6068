package io.llmlb.sim.model.vllm;

import java.util.Locale;

/** Why a request left the server, as vLLM's label {@code finished_reason} has it. */
public enum FinishReason {
    /** The model came to an end of its own. */
    STOP,
    /** It got all the tokens it may have. */
    LENGTH,
    /** The client has gone. */
    ABORT,
    /** The engine failed. */
    ERROR,
    /** The model repeated itself; newer servers only. */
    REPETITION;

    /** The label's value. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
