package io.llmlb.sim.live.vllm;

import java.util.function.UnaryOperator;

/** The settings in force. Thread-safe. */
final class LiveSettings {
    private volatile Settings now = Settings.PLAIN;

    Settings get() {
        return now;
    }

    /** Changes them; a change that throws changes nothing. */
    synchronized Settings change(UnaryOperator<Settings> change) {
        now = change.apply(now);
        return now;
    }
}
