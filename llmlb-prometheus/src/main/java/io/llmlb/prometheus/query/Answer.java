package io.llmlb.prometheus.query;

/** What the API said: a result, or an error of its own. */
sealed interface Answer {
    /** The query was answered. */
    record Result(QueryResult result) implements Answer {}

    /** The query failed, and the server says why. */
    record Failure(String errorType, String error) implements Answer {}
}
