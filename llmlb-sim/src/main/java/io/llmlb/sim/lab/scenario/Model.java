package io.llmlb.sim.lab.scenario;

import io.llmlb.sim.model.trace.Trace;
import io.llmlb.sim.model.trace.Traces;
import io.llmlb.sim.model.vllm.Saturation;
import io.llmlb.sim.model.vllm.VllmProfile;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How servers behave. */
public enum Model {
    /** {@linkplain VllmProfile#named Step times as measured}, with a front end; lengths of Azure's conversations. */
    VLLM,
    /** {@linkplain VllmProfile#linear Steps linear in their tokens}, no front end; lognormal lengths. */
    LINEAR;

    private static final Map<String, Double> SATURATION = new ConcurrentHashMap<>();

    /**
     * The model of that name.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static Model named(String word) {
        return switch (word) {
            case "vllm" -> VLLM;
            case "linear" -> LINEAR;
            default ->
                throw new IllegalArgumentException(
                        "there is no model \"" + word + "\": the models are vllm and linear");
        };
    }

    /** As the command line has it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * A server's speed and size.
     *
     * @param name as the model knows it; with {@code /2.5} behind it for one whose steps take 2.5 times as long
     * @throws IllegalArgumentException when there is none of that name; the message lists the names
     */
    public VllmProfile profile(String name) {
        int slash = name.indexOf('/');
        String base = slash < 0 ? name : name.substring(0, slash);
        VllmProfile profile = this == VLLM ? VllmProfile.named(base) : VllmProfile.linear(base);
        return slash < 0 ? profile : profile.slower(factor(name.substring(slash + 1)));
    }

    /**
     * This model's name for a server that the scenarios call by its name in the other model. The linear one has no l40s,
     * whose place an l4 takes; for four GPUs with a 70B model it has one GPU at a quarter of its speed.
     */
    String equivalent(String name) {
        if (this == VLLM) {
            return name;
        }
        return switch (name) {
            case "l40s" -> "l4";
            case "h100x4-70b" -> "h100/4";
            case "a100x4-70b" -> "a100/4";
            default -> name;
        };
    }

    /** The trace whose lengths requests have unless the scenario says otherwise. */
    String lengths() {
        return this == VLLM ? "azure_conv" : "lognormal";
    }

    /** Requests per second of a server that is never without work, for such requests. */
    double saturation(String profile, String lengths) {
        return SATURATION.computeIfAbsent(this + " " + profile + " " + lengths, key -> {
            Trace trace = Traces.named(lengths);
            return Saturation.requestsPerSecond(profile(profile), trace, 1);
        });
    }

    private static double factor(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException notOne) {
            throw new IllegalArgumentException(
                    "a profile is such as a100 or a100/2.5, but behind the slash is " + text);
        }
    }
}
