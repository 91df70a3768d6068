package io.llmlb.core.supervise;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What happens when a strategy is seen to do harm. */
public enum DoNoHarm {
    /** Its weights are set aside for a while, and it is said. */
    ACT,
    /** It is said. */
    WARN,
    /** Nobody looks. */
    OFF;

    /** As a configuration has it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The one of that name.
     *
     * @throws IllegalArgumentException when there is none; the message lists the names
     */
    public static DoNoHarm named(String word) {
        return Arrays.stream(values())
                .filter(mode -> mode.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("do-no-harm is "
                        + Arrays.stream(values()).map(DoNoHarm::word).collect(Collectors.joining(", "))
                        + ", but this is \"" + word + "\""));
    }
}
