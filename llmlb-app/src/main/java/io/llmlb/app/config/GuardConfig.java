package io.llmlb.app.config;

import io.llmlb.core.guard.GuardSettings;
import io.llmlb.core.guard.Guards;
import java.util.List;

/**
 * How a pool's guards are set.
 *
 * @param settings their limits
 * @param without the names of guards that are left out
 */
public record GuardConfig(GuardSettings settings, List<String> without) {
    /** What holds unless configured otherwise. */
    public static final GuardConfig USUAL = new GuardConfig(GuardSettings.STANDARD, List.of());

    /** Copies the list. */
    public GuardConfig {
        without = List.copyOf(without);
    }

    /**
     * The guards.
     *
     * @throws IllegalArgumentException when one is left out that does not exist
     */
    public Guards guards() {
        return Guards.of(settings).without(without.toArray(String[]::new));
    }
}
