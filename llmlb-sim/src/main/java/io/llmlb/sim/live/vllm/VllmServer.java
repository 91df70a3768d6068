package io.llmlb.sim.live.vllm;

import io.llmlb.sim.live.net.EventLoops;
import io.llmlb.sim.live.net.Listener;
import io.llmlb.sim.live.net.Net;
import io.llmlb.sim.model.vllm.FinishedRequest;
import io.llmlb.sim.model.vllm.ServerOptions;
import io.llmlb.sim.model.vllm.VllmProfile;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An emulated vLLM server: chat completions, completions and responses (JSON and streamed), {@code /v1/models},
 * {@code /tokenize}, {@code /health}, {@code /ping}, {@code /version} and {@code /metrics}, at the speed of its
 * {@link VllmProfile}. It always generates as many tokens as it may; a prompt has a token for every four bytes. A client
 * that disconnects aborts its request. What goes wrong and what {@code /metrics} makes up can be changed while it runs,
 * by these methods or by {@code PATCH /emu/config}. Thread-safe.
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
    private final Environment environment;
    private final Listener listener;

    private VllmServer(Builder builder) {
        ownsLoops = builder.loops == null;
        loops = Objects.requireNonNullElseGet(builder.loops, EventLoops::new);
        environment = new Environment(
                builder.options,
                builder.names(),
                new LiveSettings(),
                builder.clock,
                builder.keepAlive,
                builder.onFinished);
        listener = new Listener(
                loops.vertx(),
                builder.address,
                builder.port,
                Net.serverOptions(),
                loop -> new VllmService(loop, environment, this::address));
    }

    /**
     * Starts a server on a free port of the loopback address.
     *
     * @param model the only model it serves
     * @throws io.llmlb.sim.SimException when it cannot listen
     */
    public static VllmServer start(VllmProfile profile, String model) {
        return builder(ServerOptions.of(profile, model)).start();
    }

    /** A server to be set up. */
    public static Builder builder(ServerOptions options) {
        return new Builder(options);
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
        environment.settings().change(now -> now.withSlowFactor(factor));
    }

    /** How many times as long as the profile says its steps take. */
    public double slowFactor() {
        return environment.settings().get().slowFactor();
    }

    /** Has these faults from now on, also after a restart, in place of all before. */
    public void faults(Faults faults) {
        environment.settings().change(now -> now.withFaults(faults));
    }

    /** What goes wrong. */
    public Faults faults() {
        return environment.settings().get().faults();
    }

    /** Fakes these metrics from now on, also after a restart, in place of all before; their time begins now. */
    public void fakeMetrics(FakeMetrics fakes) {
        long time = environment.clock().getAsLong();
        environment.settings().change(now -> now.withFakes(fakes, time));
    }

    /** What {@code /metrics} makes up. */
    public FakeMetrics fakeMetrics() {
        return environment.settings().get().fakes();
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

    /** Sets up a server. */
    public static final class Builder {
        private final ServerOptions options;
        private @Nullable EventLoops loops;
        private List<String> aliases = List.of();
        private String address = Net.LOOPBACK;
        private int port;
        private Duration keepAlive = Duration.ofSeconds(5);
        private Consumer<FinishedRequest> onFinished = request -> {};
        private LongSupplier clock = System::nanoTime;

        private Builder(ServerOptions options) {
            this.options = options;
        }

        /** Further names of its model; its answers and metrics bear the first name only. None if not set. */
        public Builder aliases(List<String> furtherNames) {
            aliases = List.copyOf(furtherNames);
            return this;
        }

        private List<String> names() {
            List<String> names = new ArrayList<>(List.of(options.model()));
            names.addAll(aliases);
            return List.copyOf(names);
        }

        /** Threads that it shares with others; its own if not set. */
        public Builder eventLoops(EventLoops shared) {
            loops = shared;
            return this;
        }

        /** Where it listens; on the loopback address if not set. */
        public Builder address(String bind) {
            address = bind;
            return this;
        }

        /** The port; any free one if 0 or not set. */
        public Builder port(int number) {
            port = number;
            return this;
        }

        /**
         * How long an idle connection is kept after an answer, as {@code VLLM_HTTP_TIMEOUT_KEEP_ALIVE} says; 5 seconds
         * if not set.
         *
         * @param idle zero to keep it for ever
         */
        public Builder keepAlive(Duration idle) {
            if (idle.isNegative()) {
                throw new IllegalArgumentException("a keep-alive is 0 or more, but this is " + idle);
            }
            keepAlive = idle;
            return this;
        }

        /** Who hears of every request that left the engine, on an event loop, which it must not hold up. */
        public Builder onFinished(Consumer<FinishedRequest> listener) {
            onFinished = listener;
            return this;
        }

        /** Nanoseconds that fake metrics go by. For tests. */
        Builder clock(LongSupplier nanos) {
            clock = nanos;
            return this;
        }

        /**
         * Starts the server.
         *
         * @throws io.llmlb.sim.SimException when it cannot listen
         * @throws IllegalArgumentException when the options do not go together
         */
        public VllmServer start() {
            VllmServer server = new VllmServer(this);
            try {
                server.start();
            } catch (RuntimeException e) {
                server.close();
                throw e;
            }
            return server;
        }
    }
}
