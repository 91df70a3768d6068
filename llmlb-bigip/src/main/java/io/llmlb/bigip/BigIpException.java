package io.llmlb.bigip;

import io.llmlb.core.FailureKind;
import io.llmlb.core.LlmlbException;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What a BIG-IP refused, could not do, or did not answer; one subclass for each {@link FailureKind}. The message holds
 * the device's own words (on one line, and at most 300 characters; 2,000 where it tells what is wrong with an iRule),
 * never a password or a token.
 */
public abstract sealed class BigIpException extends LlmlbException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String deviceText;

    private BigIpException(FailureKind kind, Details details) {
        super(kind, details.place, details.what, details.mend, details.cause);
        this.status = details.status;
        this.deviceText = details.deviceText;
    }

    /** The HTTP status of the answer; empty when there was no answer. */
    public OptionalInt status() {
        return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
    }

    /** What the device itself said, cleaned; empty when it said nothing. */
    String deviceText() {
        return deviceText;
    }

    static BigIpException of(FailureKind kind, Details details) {
        return switch (kind) {
            case ABSENT -> new Absent(details);
            case BUSY -> new Busy(details);
            case UNREACHABLE -> new Unreachable(details);
            case DENIED -> new Denied(details);
            case INVALID -> new Invalid(details);
        };
    }

    static BigIpException of(FailureKind kind, String place, String what, String mend) {
        return of(kind, new Details(place, what, mend, 0, "", null));
    }

    static BigIpException of(FailureKind kind, String place, String what, String mend, Throwable cause) {
        return of(kind, new Details(place, what, mend, 0, "", cause));
    }

    /** What the subclasses have in common. */
    record Details(
            String place,
            String what,
            String mend,
            int status,
            String deviceText,
            @Nullable Throwable cause) {}

    /** What is named does not exist, or the folder that it is to be in. */
    public static final class Absent extends BigIpException {
        private static final long serialVersionUID = 1L;

        private Absent(Details details) {
            super(FailureKind.ABSENT, details);
        }
    }

    /** The device is up and cannot serve now: restarting, loading a configuration, out of login tokens. */
    public static final class Busy extends BigIpException {
        private static final long serialVersionUID = 1L;

        private Busy(Details details) {
            super(FailureKind.BUSY, details);
        }
    }

    /** No answer in time, or one that broke off. */
    public static final class Unreachable extends BigIpException {
        private static final long serialVersionUID = 1L;

        private Unreachable(Details details) {
            super(FailureKind.UNREACHABLE, details);
        }
    }

    /** User or password are wrong, or the user's role does not allow the request. */
    public static final class Denied extends BigIpException {
        private static final long serialVersionUID = 1L;

        private Denied(Details details) {
            super(FailureKind.DENIED, details);
        }
    }

    /** The request, the answer, the certificate or the configuration is wrong: a retry would fail alike. */
    public static final class Invalid extends BigIpException {
        private static final long serialVersionUID = 1L;

        private Invalid(Details details) {
            super(FailureKind.INVALID, details);
        }
    }
}
