package io.llmlb.sim.live.bigip;

import io.llmlb.sim.live.dataplane.Proxy;
import io.llmlb.sim.live.icontrol.Addresses;
import io.llmlb.sim.live.net.EventLoops;
import io.llmlb.sim.live.net.Listener;
import io.llmlb.sim.live.net.Net;
import io.llmlb.sim.model.bigip.Device;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Listens for the virtual servers that clients create over iControl or AS3, each on a free port. Thread-safe. */
final class CreatedVirtualServers implements Addresses {
    private final EventLoops loops;
    private final String address;
    private final Device device;
    private final Map<String, Listener> listeners = new ConcurrentHashMap<>();

    CreatedVirtualServers(EventLoops loops, String address, Device device) {
        this.loops = loops;
        this.address = address;
        this.device = device;
    }

    @Override
    public void opened(String path) {
        Listener listener =
                new Listener(loops.vertx(), address, 0, Net.serverOptions(), loop -> new Proxy(loop, device, path));
        listeners.put(path, listener);
        // Starting waits for another event loop, which an event loop must not.
        loops.vertx().executeBlocking(listener::start);
    }

    @Override
    public void closed(String path) {
        Listener listener = listeners.remove(path);
        if (listener != null) {
            loops.vertx().executeBlocking(() -> {
                listener.stop();
                return path;
            });
        }
    }

    Optional<URI> url(String path) {
        return Optional.ofNullable(listeners.get(path))
                .filter(listener -> listener.port() > 0)
                .map(listener -> URI.create("http://" + listener.hostPort()));
    }

    void close() {
        listeners.values().forEach(Listener::stop);
    }
}
