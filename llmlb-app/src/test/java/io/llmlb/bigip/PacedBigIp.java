package io.llmlb.bigip;

import java.time.Duration;
import java.util.function.Consumer;

/** A client that lets another clock's time pass where it would wait; its builder keeps that to this package. */
public final class PacedBigIp {
    private PacedBigIp() {}

    /** The same builder, whose client waits for a spent budget so. */
    public static BigIp.Builder waiting(BigIp.Builder builder, Consumer<Duration> wait) {
        return builder.pause(wait::accept);
    }
}
