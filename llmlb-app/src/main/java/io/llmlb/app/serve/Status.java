package io.llmlb.app.serve;

import io.llmlb.app.config.PoolConfig;
import io.llmlb.app.config.StatusConfig;
import io.llmlb.app.lease.Leadership;
import io.llmlb.app.metrics.ControllerMetrics;
import io.llmlb.app.status.History;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/** What a running controller tells over HTTP: {@code /metrics}, {@code /healthz}, {@code /readyz}, {@code /api/v1/...}. */
public final class Status implements AutoCloseable {
    private static final List<String> CONTENTS = List.of(
            "llmlb tells here, to be read only:",
            "/metrics               the same in numbers, for Prometheus",
            "/healthz               whether it works",
            "/readyz                whether it can do what it is for",
            "/api/v1/status         who leads, and how each pool stands",
            "/api/v1/pools          every pool: ratios, why, how old the evidence is, who changed what",
            "/api/v1/pools/~P~p     one pool; ?at=TIME for an earlier cycle",
            "/api/v1/pools/~P~p/cycles?limit=20   its last cycles");

    private final ControllerMetrics metrics;
    private final Health health;
    private final Api api;
    private final StatusServer server;

    /**
     * Begins to answer.
     *
     * @param pools the pools that are configured now
     * @throws io.llmlb.core.LlmlbException when the port is taken and no other may be used
     */
    public Status(
            StatusConfig config,
            Supplier<List<PoolConfig>> pools,
            History history,
            ControllerMetrics metrics,
            Supplier<Leadership> leadership,
            InstantSource clock) {
        this.metrics = metrics;
        this.health = new Health(pools, history, leadership, clock);
        this.api = new Api(pools, history, leadership, clock);
        this.server = new StatusServer(config, this::answer);
    }

    /** Where it is. */
    public URI url() {
        return server.url();
    }

    private Answer answer(Request request) {
        return switch (request.path()) {
            case "/" -> Answer.text(200, CONTENTS);
            case "/metrics" -> {
                ControllerMetrics.Exposition told = metrics.expose(request.accept());
                yield new Answer(200, told.type(), told.text());
            }
            case "/healthz" -> health(health.stuck());
            case "/readyz" -> health(health.unready());
            default ->
                api.answer(request)
                        .orElseGet(() -> Answer.refusal(
                                404, "there is nothing at " + request.path() + "; / says what there is"));
        };
    }

    private static Answer health(List<String> reasons) {
        return reasons.isEmpty() ? Answer.text(200, List.of("ok")) : Answer.text(503, reasons);
    }

    @Override
    public void close() {
        server.close();
    }
}
