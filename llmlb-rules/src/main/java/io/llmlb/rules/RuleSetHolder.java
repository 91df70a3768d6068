package io.llmlb.rules;

import java.util.concurrent.atomic.AtomicReference;

/** The rule set in force, replaced as a whole while others read it. Thread-safe; readers never wait. */
public final class RuleSetHolder {
    private final AtomicReference<RuleSet> current;

    /** Starts with this one. */
    public RuleSetHolder(RuleSet first) {
        current = new AtomicReference<>(first);
    }

    /** The one in force. */
    public RuleSet get() {
        return current.get();
    }

    /** Puts another in force: decisions that have begun end with the old one. */
    public void swap(RuleSet next) {
        current.set(next);
    }
}
