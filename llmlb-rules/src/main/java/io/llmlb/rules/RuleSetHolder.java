package io.llmlb.rules;

/**
 * The rule set in force, replaced as a whole while others read it. Thread-safe; readers never wait.
 *
 * <pre>{@code
 * RuleSetHolder holder = new RuleSetHolder(RuleSet.compile(records));
 * Decision decision = holder.get().decide(request); // on any thread
 * holder.swap(RuleSet.compile(changed));            // on another
 * }</pre>
 */
public final class RuleSetHolder {
    private volatile RuleSet current;

    /** Starts with this one. */
    public RuleSetHolder(RuleSet first) {
        current = first;
    }

    /** The one in force. */
    public RuleSet get() {
        return current;
    }

    /** Puts another in force; decisions that have begun end with the old one. */
    public void swap(RuleSet next) {
        current = next;
    }
}
