package io.llmlb.sim.live.vllm;

import io.llmlb.sim.live.net.EventLoops;
import io.llmlb.sim.live.net.Listener;
import io.llmlb.sim.live.net.Net;
import io.llmlb.sim.model.vllm.ServerOptions;
import io.llmlb.sim.model.vllm.VllmProfile;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * An emulated vLLM server: chat completions (JSON and streamed), {@code /v1/models}, {@code /health} and
 * {@code /metrics}, at the speed of its {@link VllmProfile}. It always generates {@code max_tokens} tokens; a prompt has
 * a token for every four bytes. A client that disconnects aborts its request. Thread-safe.
 *
 * <pre>{@code
 * try (VllmServer server = VllmServer.start(VllmProfile.named("a100"), "meta-llama/Llama-3.1-8B-Instruct")) {
 *     System.out.println(server.url());
 * }
 * }</pre>
 */
public final class VllmServer implements AutoCloseable {
    private final EventLoops loops;
    private final boolean ownsLoops;
    private final Listener listener;
    private volatile double slowFactor = 1;

    private VllmServer(@Nullable EventLoops shared, String address, int port, ServerOptions options) {
        ownsLoops = shared == null;
        loops = shared == null ? new EventLoops() : shared;
        listener = new Listener(loops.vertx(), address, port, Net.serverOptions(), loop -> {
            VllmService service = new VllmService(loop, options, this::address);
            service.slowFactor(slowFactor);
            return service;
        });
    }

    /**
     * Starts a server on a free port of the loopback address.
     *
     * @param model the only model it serves
     * @throws io.llmlb.sim.SimException when it cannot listen
     */
    public static VllmServer start(VllmProfile profile, String model) {
        return start(null, Net.LOOPBACK, 0, ServerOptions.of(profile, model));
    }

    /**
     * Starts a server.
     *
     * @param shared threads that it shares with others; null for its own
     * @param port 0 for any free one
     * @throws io.llmlb.sim.SimException when it cannot listen
     */
    public static VllmServer start(@Nullable EventLoops shared, String address, int port, ServerOptions options) {
        VllmServer server = new VllmServer(shared, address, port, options);
        try {
            server.start();
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
        return server;
    }

    /** {@code 127.0.0.1:34567}, as its pool member and its metrics target are named. */
    public String address() {
        return listener.hostPort();
    }

    /** The port it listens on, the same after a restart. */
    public int port() {
        return listener.port();
    }

    /** Its root, such as {@code http://127.0.0.1:34567}. */
    public URI url() {
        return URI.create("http://" + address());
    }

    /**
     * Makes every further step {@code factor} times as long as the profile says, also after a restart.
     *
     * @param factor positive and finite
     */
    public void slowFactor(double factor) {
        if (!(factor > 0) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException("a slow factor is positive and finite, but this is " + factor);
        }
        slowFactor = factor;
        listener.onLoop(service -> ((VllmService) service).slowFactor(factor));
    }

    /** Kills it: the port refuses connections, requests under way are cut, counters are lost. */
    public void stop() {
        listener.stop();
    }

    /** Starts it again on the same port, empty. */
    public void start() {
        listener.start();
    }

    /** Stops it for good. */
    @Override
    public void close() {
        listener.stop();
        if (ownsLoops) {
            loops.close();
        }
    }
}
