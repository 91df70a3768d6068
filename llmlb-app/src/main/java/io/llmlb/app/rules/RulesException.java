package io.llmlb.app.rules;

import io.llmlb.core.FailureKind;
import io.llmlb.core.LlmlbException;
import org.jspecify.annotations.Nullable;

/** Why rules were not pushed to a BIG-IP, or not pulled from it: one sentence with its place, and the mend. */
public final class RulesException extends LlmlbException {
    private static final long serialVersionUID = 1L;

    RulesException(String place, String what, String mend) {
        this(place, what, mend, null);
    }

    RulesException(String place, String what, String mend, @Nullable Throwable cause) {
        super(FailureKind.INVALID, place, what, mend, cause);
    }
}
