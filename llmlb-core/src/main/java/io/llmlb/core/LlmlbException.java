package io.llmlb.core;

import org.jspecify.annotations.Nullable;

/**
 * Root of everything llmlb throws on purpose: a {@linkplain #kind() kind}, the {@linkplain #place() place} where it
 * happened, what happened, and the {@linkplain #mend() mend}. The message is one sentence or two made of the last three.
 * Messages never hold a secret.
 */
public abstract class LlmlbException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final FailureKind kind;
    private final String place;
    private final String mend;

    /**
     * @param kind what the failure asks for
     * @param place where: a URL without credentials, a file and line, a key
     * @param what what happened, without a full stop
     * @param mend what the reader can do, or empty when there is nothing to do but wait
     * @param cause the exception behind it, or null
     */
    protected LlmlbException(FailureKind kind, String place, String what, String mend, @Nullable Throwable cause) {
        super(place + ": " + what + (mend.isEmpty() ? "" : ". " + mend), cause);
        this.kind = kind;
        this.place = place;
        this.mend = mend;
    }

    /** What the failure asks for. */
    public FailureKind kind() {
        return kind;
    }

    /** Where it happened. */
    public String place() {
        return place;
    }

    /** What the reader can do; empty when there is nothing to do but wait. */
    public String mend() {
        return mend;
    }
}
