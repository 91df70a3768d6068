package io.llmlb.sim.live.dataplane;

import io.llmlb.sim.SimException;
import io.llmlb.sim.live.net.Listener;
import io.llmlb.sim.live.net.Net;
import io.llmlb.sim.model.bigip.Device;
import io.llmlb.sim.model.bigip.OneConnect;
import io.llmlb.sim.model.bigip.VirtualServer;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * The listeners of the virtual servers. All listen on the emulator's own address, whatever theirs is: a port can be had
 * once. Thread-safe; not to be called on an event loop.
 */
public final class DataPlane {
    private final Vertx vertx;
    private final String address;
    private final Device device;
    private final OneConnect oneConnect;
    private final LongAdder ruleFailures = new LongAdder();
    private final Map<String, Listener> listeners = new HashMap<>();

    /**
     * @param address literal address to listen on
     * @param oneConnect how idle server connections are kept by virtual servers with a OneConnect profile
     */
    public DataPlane(Vertx vertx, String address, Device device, OneConnect oneConnect) {
        this.vertx = vertx;
        this.address = address;
        this.device = device;
        this.oneConnect = oneConnect;
    }

    /**
     * Listens for a virtual server, and puts it on the device with the port that it got.
     *
     * @param server its port may be 0 for any free one
     * @return where it listens, plain http
     * @throws SimException when it cannot listen
     * @throws IllegalArgumentException when it listens already
     */
    public URI add(VirtualServer server) {
        URI url = listen(server.fullPath(), server.port());
        device.put(server.withPort(url.getPort()));
        return url;
    }

    /**
     * Listens for a virtual server of the device: what the device holds under that path when a request comes, counts.
     *
     * @param port 0 for any free one
     * @return where it listens, plain http
     * @throws SimException when it cannot listen
     * @throws IllegalArgumentException when it listens already
     */
    public synchronized URI listen(String path, int port) {
        if (listeners.containsKey(path)) {
            throw new IllegalArgumentException("the virtual server " + path + " listens already");
        }
        Listener listener =
                new Listener(vertx, address, port, Net.serverOptions(), loop -> new Proxy(loop, this, path));
        listeners.put(path, listener.start());
        return url(listener);
    }

    /** Where each virtual server listens, by its full path. */
    public synchronized Map<String, URI> urls() {
        Map<String, URI> urls = new TreeMap<>();
        listeners.forEach((path, listener) -> urls.put(path, url(listener)));
        return urls;
    }

    /** Stops listening for a virtual server; its connections are closed. False when it does not listen. */
    public synchronized boolean remove(String path) {
        Listener listener = listeners.remove(path);
        if (listener != null) {
            listener.stop();
        }
        return listener != null;
    }

    /** Requests that an iRule could not send where its rules say, as when they select a pool that does not exist. */
    public long ruleFailures() {
        return ruleFailures.sum();
    }

    /** Stops all listeners. */
    public synchronized void stop() {
        List.copyOf(listeners.keySet()).forEach(this::remove);
    }

    Device device() {
        return device;
    }

    OneConnect oneConnect() {
        return oneConnect;
    }

    void ruleFailed() {
        ruleFailures.increment();
    }

    private static URI url(Listener listener) {
        return URI.create("http://" + listener.hostPort());
    }
}
