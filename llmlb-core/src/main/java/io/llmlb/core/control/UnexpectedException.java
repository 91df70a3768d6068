package io.llmlb.core.control;

import io.llmlb.core.FailureKind;
import io.llmlb.core.LlmlbException;

/** Something a source, a strategy, a guard or a device threw that it should not have: a defect, and reported as one. */
final class UnexpectedException extends LlmlbException {
    private static final long serialVersionUID = 1L;

    private UnexpectedException(String place, RuntimeException cause) {
        super(FailureKind.INVALID, place, "unexpected " + cause, "This is a defect: please report it", cause);
    }

    static LlmlbException of(String place, RuntimeException cause) {
        return cause instanceof LlmlbException expected ? expected : new UnexpectedException(place, cause);
    }
}
