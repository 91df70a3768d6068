package io.llmlb.prometheus;

import io.llmlb.core.FailureKind;
import io.llmlb.core.LlmlbException;
import org.jspecify.annotations.Nullable;

/**
 * A failure to learn metrics, from a Prometheus server or from a model server itself. Never holds a token.
 *
 * <p>What is UNREACHABLE, BUSY, DENIED or INVALID is said where it is thrown; nothing here is ever ABSENT, since a
 * metric that does not exist is an empty answer.
 */
public final class PrometheusException extends LlmlbException {
    private static final long serialVersionUID = 1L;

    /**
     * @param kind what the failure asks for
     * @param place a URL without credentials and query, or a file
     * @param what what happened, without a full stop
     * @param mend what the reader can do, or empty
     */
    public PrometheusException(FailureKind kind, String place, String what, String mend) {
        this(kind, place, what, mend, null);
    }

    /**
     * @param kind what the failure asks for
     * @param place a URL without credentials and query, or a file
     * @param what what happened, without a full stop
     * @param mend what the reader can do, or empty
     * @param cause the exception behind it, or null
     */
    public PrometheusException(FailureKind kind, String place, String what, String mend, @Nullable Throwable cause) {
        super(kind, place, what, mend, cause);
    }
}
