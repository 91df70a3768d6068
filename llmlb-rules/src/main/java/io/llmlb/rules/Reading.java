package io.llmlb.rules;

import java.util.List;

/**
 * What reading one body has found.
 *
 * @param status whether the values can be used
 * @param offset where in the body reading stopped, in bytes; 0 unless the status is a failure
 * @param what a clause for people about a failure, else empty
 * @param values for each subject asked for, in their order; empty after a failure
 */
record Reading(Status status, long offset, String what, List<Value> values) {
    /** How reading ended. */
    enum Status {
        /** The whole body is well-formed JSON (or was read as far as asked). */
        READ,
        /** There is no body. */
        EMPTY,
        /** The body is no JSON, or not UTF-8, or breaks off. */
        MALFORMED,
        /** The body is larger, or nested deeper, than allowed. */
        OVERSIZE,
        /** A watched key is there twice and the policy is to refuse that. */
        DUPLICATE_KEY
    }

    Reading {
        values = List.copyOf(values);
    }
}
