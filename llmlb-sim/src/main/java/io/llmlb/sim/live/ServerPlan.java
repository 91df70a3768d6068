package io.llmlb.sim.live;

import io.llmlb.sim.model.vllm.ServerOptions;
import java.time.Duration;
import java.util.List;

/**
 * One vLLM server of a {@link Cluster}.
 *
 * @param name by which pools name it
 * @param options what it is
 * @param aliases further names of its model
 * @param port that it listens on; 0 for any free one
 * @param keepAlive how long it keeps an idle connection; zero for ever
 * @param slowFactor how many times as long as its profile says every step takes
 */
public record ServerPlan(
        String name, ServerOptions options, List<String> aliases, int port, Duration keepAlive, double slowFactor) {
    /** What vLLM does unless it is told otherwise. */
    public static final Duration KEEP_ALIVE = Duration.ofSeconds(5);

    /**
     * What it should be told behind a BIG-IP: longer than OneConnect keeps idle connections (300 s), or a request is sent
     * now and then on a connection that the server is closing, and reset.
     */
    public static final Duration BEHIND_ONECONNECT = Duration.ofSeconds(310);

    /**
     * @throws IllegalArgumentException when the port is none
     */
    public ServerPlan {
        aliases = List.copyOf(aliases);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is 1 to 65535, or 0 for any free one, but this is " + port);
        }
    }

    /** A server on any free port, to stand behind a BIG-IP. */
    public static ServerPlan of(String name, ServerOptions options) {
        return new ServerPlan(name, options, List.of(), 0, BEHIND_ONECONNECT, 1);
    }

    /** The same with other options. */
    public ServerPlan withOptions(ServerOptions other) {
        return new ServerPlan(name, other, aliases, port, keepAlive, slowFactor);
    }
}
