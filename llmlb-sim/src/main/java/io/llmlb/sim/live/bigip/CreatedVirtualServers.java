package io.llmlb.sim.live.bigip;

import io.llmlb.sim.SimException;
import io.llmlb.sim.live.dataplane.DataPlane;
import io.llmlb.sim.live.icontrol.Addresses;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens for the virtual servers that clients create over iControl or AS3. Thread-safe. */
final class CreatedVirtualServers implements Addresses {
    private static final Logger LOG = LoggerFactory.getLogger(CreatedVirtualServers.class);

    private final DataPlane dataPlane;
    private final boolean theirPorts;
    // Not an event loop, because starting waits for one; and what a loop of the management interface starts ends with
    // it.
    private final ExecutorService worker = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "virtual-servers");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param theirPorts whether to listen on the port that they ask for, if it can be had; else on any free one
     */
    CreatedVirtualServers(DataPlane dataPlane, boolean theirPorts) {
        this.theirPorts = theirPorts;
        this.dataPlane = dataPlane;
    }

    @Override
    public void opened(String path, int port) {
        worker.execute(() -> listen(path, theirPorts ? port : 0));
    }

    @Override
    public void closed(String path) {
        worker.execute(() -> dataPlane.remove(path));
    }

    @Override
    public Map<String, URI> urls() {
        return dataPlane.urls();
    }

    void close() {
        worker.shutdown();
        try {
            if (!worker.awaitTermination(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a virtual server has neither started nor failed for 10 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void listen(String path, int port) {
        try {
            dataPlane.listen(path, port);
        } catch (SimException taken) {
            LOG.warn("virtual server {}: {}; it listens at {}", path, taken.getMessage(), dataPlane.listen(path, 0));
        }
    }
}
