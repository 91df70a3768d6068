package io.llmlb.bigip;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** What requests to a BIG-IP go through: the login of one unit, or of the active one of two. */
interface Line {
    /** Where requests go now: {@code https://host}. */
    URI base();

    /** The order and the pace of all requests. */
    Lane lane();

    ObjectNode get(String path, String query);

    ObjectNode post(String path, String json);

    ObjectNode patch(String path, String json);

    /**
     * The same, unless there is a reason against it in the moment in which it would be sent, after all waiting.
     *
     * @throws BigIpException of kind BUSY with that reason
     */
    ObjectNode patch(String path, String json, Supplier<Optional<String>> unless);

    /** Requests that no other comes between, and that all go to the same unit. */
    <T> T inOneTurn(String path, Supplier<T> requests);

    /** Logs in now. */
    void login();

    /** How far the clock there is ahead at least, as of the last login; empty when that did not tell. */
    Optional<Duration> clockAhead();

    /** Deletes what tokens there are, within {@code limit} in all, also in an interrupted thread. */
    void close(Duration limit);
}
