package io.llmlb.sim.live.bigip;

import io.llmlb.sim.live.dataplane.DataPlane;
import io.llmlb.sim.live.icontrol.Addresses;
import io.llmlb.sim.live.net.Listener;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Listens for the virtual servers that clients create over iControl or AS3, each on a free port. Thread-safe. */
final class CreatedVirtualServers implements Addresses {
    private final DataPlane dataPlane;
    private final Map<String, Listener> listeners = new ConcurrentHashMap<>();
    // Not an event loop, because starting waits for one; and what a loop of the management interface starts ends with
    // it.
    private final ExecutorService worker = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "virtual-servers");
        thread.setDaemon(true);
        return thread;
    });

    CreatedVirtualServers(DataPlane dataPlane) {
        this.dataPlane = dataPlane;
    }

    @Override
    public void opened(String path) {
        Listener listener = dataPlane.listener(path, 0);
        listeners.put(path, listener);
        worker.execute(listener::start);
    }

    @Override
    public void closed(String path) {
        Listener listener = listeners.remove(path);
        if (listener != null) {
            worker.execute(listener::stop);
        }
    }

    Optional<URI> url(String path) {
        return Optional.ofNullable(listeners.get(path))
                .filter(listener -> listener.port() > 0)
                .map(listener -> URI.create("http://" + listener.hostPort()));
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
        listeners.values().forEach(Listener::stop);
    }
}
