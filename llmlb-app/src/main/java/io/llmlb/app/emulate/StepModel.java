package io.llmlb.app.emulate;

import io.llmlb.sim.model.vllm.VllmProfile;
import java.util.Locale;

/** Which formula gives the time of an engine step. */
public enum StepModel {
    /** The one that fits measured vLLM servers. */
    VLLM,
    /** A simple linear one, for comparisons. */
    LINEAR;

    /**
     * The model of that name.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static StepModel of(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "vllm" -> VLLM;
            case "linear" -> LINEAR;
            default -> throw new IllegalArgumentException("this is vllm or linear, but it is \"" + name + "\"");
        };
    }

    /**
     * A server's speed and size under this model.
     *
     * @throws IllegalArgumentException when it has no profile of that name
     */
    public VllmProfile profile(String name) {
        return this == VLLM ? VllmProfile.named(name) : VllmProfile.linear(name);
    }
}
