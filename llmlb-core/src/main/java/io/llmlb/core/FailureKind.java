package io.llmlb.core;

/**
 * What a failure asks of the one who meets it. Every exception of every module carries exactly one kind; back-off,
 * counters, readiness and exit codes follow from it and from nothing else.
 */
public enum FailureKind {
    /** The thing named is not there (yet, or any more): list again and wait. */
    ABSENT,
    /** The other side is up but cannot serve now: back off and try again. */
    BUSY,
    /** No answer, or a broken one: hold what is in force and try again. */
    UNREACHABLE,
    /** The other side knows who asks and refuses: log in once more, then report. */
    DENIED,
    /** The request, the answer or the configuration is wrong: report; a retry would fail alike. */
    INVALID
}
