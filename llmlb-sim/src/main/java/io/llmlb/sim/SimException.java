package io.llmlb.sim;

import io.llmlb.core.FailureKind;
import io.llmlb.core.LlmlbException;
import org.jspecify.annotations.Nullable;

/** An emulator could not do what it was asked, such as listen on its port. */
public final class SimException extends LlmlbException {
    private static final long serialVersionUID = 1L;

    /**
     * @param kind what the failure asks for
     * @param place the emulator, its address or a file
     * @param what what happened, without a full stop
     * @param mend what the reader can do, or empty
     * @param cause the exception behind it, or null
     */
    public SimException(FailureKind kind, String place, String what, String mend, @Nullable Throwable cause) {
        super(kind, place, what, mend, cause);
    }
}
