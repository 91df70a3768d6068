package io.llmlb.sim.live.vllm;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Closes connections that were idle for a while after an answer, as uvicorn does. A client that sends in that moment
 * meets a reset, which is why the time matters to whoever keeps connections to such a server.
 */
final class KeepAlive {
    private final Vertx vertx;
    private final long millis;
    private final Map<HttpConnection, Long> timers = new HashMap<>();

    /**
     * @param idle 0 for never
     */
    KeepAlive(Vertx vertx, Duration idle) {
        this.vertx = vertx;
        this.millis = idle.toMillis();
    }

    /** A request has come. */
    void busy(HttpConnection connection) {
        Long timer = timers.remove(connection);
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
    }

    /** An answer has been sent. */
    void idle(HttpConnection connection) {
        if (millis > 0) {
            timers.put(connection, vertx.setTimer(millis, fired -> {
                timers.remove(connection);
                connection.close();
            }));
        }
    }
}
