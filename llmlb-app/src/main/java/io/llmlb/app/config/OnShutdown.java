package io.llmlb.app.config;

import java.util.Locale;

/** What becomes of the ratios when the controller is told to end. */
public enum OnShutdown {
    /** They stay as they are. */
    KEEP,
    /** Those of pools that it controls are set to 1. */
    NEUTRAL;

    /** As a configuration has it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static OnShutdown named(String text) {
        return switch (text) {
            case "keep" -> KEEP;
            case "neutral" -> NEUTRAL;
            default -> throw new IllegalArgumentException("this is keep or neutral, but it is \"" + text + "\"");
        };
    }
}
