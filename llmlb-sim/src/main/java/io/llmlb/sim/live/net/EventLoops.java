package io.llmlb.sim.live.net;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;

/** The threads that emulators run on; several emulators can share them. */
public final class EventLoops implements AutoCloseable {
    private final Vertx vertx;

    /** As many as the machine has use for. */
    public EventLoops() {
        // Nothing is served from files; without this Vert.x makes a cache directory.
        FileSystemOptions files =
                new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);
        vertx = Vertx.vertx(new VertxOptions().setFileSystemOptions(files));
    }

    public Vertx vertx() {
        return vertx;
    }

    /** Closes every server and client on them. */
    @Override
    public void close() {
        Net.await(vertx.close(), "emulator", "closing");
    }
}
