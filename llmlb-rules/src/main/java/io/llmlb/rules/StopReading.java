package io.llmlb.rules;

import java.io.IOException;
import java.util.List;

/** Ends the reading of one body early; never leaves {@link BodyReader}. */
final class StopReading extends IOException {
    private static final long serialVersionUID = 1L;

    private final Reading.Status status;
    private final long offset;

    StopReading(Reading.Status status, long offset, String what) {
        super(what);
        this.status = status;
        this.offset = offset;
    }

    static StopReading duplicate(long offset) {
        return new StopReading(Reading.Status.DUPLICATE_KEY, offset, "a key that rules look at is there twice");
    }

    Reading reading() {
        return new Reading(status, offset, String.valueOf(getMessage()), List.of());
    }

    /** It carries no fault of the program, so where it was thrown is of no interest. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
