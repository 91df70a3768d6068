package io.llmlb.sim.live.icontrol;

import io.llmlb.sim.live.net.Net;
import io.llmlb.sim.model.bigip.ManagementFault.Kind;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.EnumSet;
import java.util.Set;

/** Faults after which there is no whole answer, or none that means anything. */
final class BrokenAnswers {
    private static final Set<Kind> KINDS =
            EnumSet.of(Kind.RESET, Kind.HANG, Kind.TRICKLE, Kind.TRUNCATED, Kind.HUGE, Kind.EMPTY);
    private static final String HALF = "{\"kind\":\"tm:ltm:pool:poolstate\",\"loadBala";
    private static final int MEGABYTE = 1 << 20;
    private static final int TRICKLE_MILLIS = 50;

    private BrokenAnswers() {}

    static boolean are(Kind kind) {
        return KINDS.contains(kind);
    }

    static void give(Kind kind, HttpServerRequest request, Vertx vertx) {
        HttpServerResponse response = request.response().putHeader("content-type", "application/json; charset=UTF-8");
        switch (kind) {
            case RESET -> Net.reset(request);
            case TRICKLE -> trickle(response, vertx);
            case TRUNCATED ->
                response.putHeader("content-length", "1000")
                        .write(HALF)
                        .onComplete(written -> request.connection().close());
            case HUGE -> response.end(Buffer.buffer("{\"kind\":\"" + "x".repeat(20 * MEGABYTE) + "\"}"));
            case EMPTY -> response.end();
            default -> {} // it hangs
        }
    }

    private static void trickle(HttpServerResponse response, Vertx vertx) {
        response.setChunked(true);
        long timer = vertx.setPeriodic(TRICKLE_MILLIS, tick -> response.write(" "));
        response.closeHandler(closed -> vertx.cancelTimer(timer));
    }
}
