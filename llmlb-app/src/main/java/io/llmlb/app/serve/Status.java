package io.llmlb.app.serve;

import com.sun.net.httpserver.HttpExchange;
import io.llmlb.app.config.PoolConfig;
import io.llmlb.app.config.StatusConfig;
import io.llmlb.app.lease.Leadership;
import io.llmlb.app.metrics.ControllerMetrics;
import io.llmlb.app.rules.RulesInForce;
import io.llmlb.app.status.History;
import io.llmlb.core.MemberId;
import io.llmlb.core.control.CycleListener;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What a running controller tells over HTTP: {@code /metrics}, {@code /healthz}, {@code /readyz}, {@code /api/v1/...}. */
public final class Status implements AutoCloseable {
    private static final List<String> CONTENTS = List.of(
            "llmlb tells here, to be read only (a browser gets a page):",
            "/metrics               the same in numbers, for Prometheus",
            "/healthz               whether it works",
            "/readyz                whether it can do what it is for",
            "/api/v1/status         who leads, and how each pool stands",
            "/api/v1/pools          every pool: ratios, why, how old the evidence is, who changed what",
            "/api/v1/pools/~P~p     one pool; ?at=TIME for an earlier cycle",
            "/api/v1/pools/~P~p/cycles?limit=20   its last cycles",
            "/api/v1/pools/~P~p/timeline   the same as columns, and what happened",
            "/api/v1/events?pool=~P~p      what changes, at once, as server-sent events",
            "/api/v1/rules/eval            POST a request's body: what the rules decide about it");

    private final ControllerMetrics metrics;
    private final Health health;
    private final Api api;
    private final Streams streams = new Streams();
    private final StatusServer server;

    /**
     * Begins to answer.
     *
     * @param version of the program
     * @param pools the pools that are configured now
     * @param labels names of members that say more than their addresses
     * @param rules the rules that route requests to these pools; empty when nobody has said which
     * @throws io.llmlb.core.LlmlbException when the port is taken and no other may be used
     */
    public Status(
            StatusConfig config,
            String version,
            Supplier<List<PoolConfig>> pools,
            History history,
            ControllerMetrics metrics,
            Supplier<Leadership> leadership,
            Map<MemberId, String> labels,
            Supplier<Optional<RulesInForce>> rules,
            InstantSource clock) {
        this.metrics = metrics;
        this.health = new Health(pools, history, leadership, clock);
        this.api = new Api(version, pools, history, leadership, health, labels, rules, clock);
        this.server = new StatusServer(config, this::answer, this::events);
    }

    /** Where it is. */
    public URI url() {
        return server.url();
    }

    /** Is to hear of every cycle, behind the history. */
    public CycleListener listener() {
        return streams;
    }

    private void events(HttpExchange exchange) throws IOException {
        Request request = Request.of(exchange);
        Optional<Answer> refusal = refusal(request);
        if (refusal.isEmpty() && !streams.begin(exchange, () -> api.events(request))) {
            refusal = Optional.of(Answer.refusal(503, "too many streams are open; ask /api/v1/status now and then"));
        }
        if (refusal.isPresent()) {
            StatusServer.send(exchange, refusal.get());
        }
    }

    private Optional<Answer> refusal(Request request) {
        if (!request.path().equals(StatusServer.EVENTS)) {
            return Optional.of(nothing(request));
        }
        if (!request.method().equals("GET")) {
            return Optional.of(Answer.refusal(405, "everything here is to be read only, by GET"));
        }
        try {
            api.events(request);
            return Optional.empty();
        } catch (IllegalArgumentException wrong) {
            return Optional.of(Answer.refusal(400, String.valueOf(wrong.getMessage())));
        }
    }

    private Answer answer(Request request) {
        return switch (request.path()) {
            case "/" -> request.wantsPage() ? Page.index() : Answer.text(200, CONTENTS);
            case "/metrics" -> {
                ControllerMetrics.Exposition told = metrics.expose(request.accept());
                yield new Answer(200, told.type(), told.text());
            }
            case "/healthz" -> health(health.stuck());
            case "/readyz" -> health(health.unready());
            default -> Page.file(request.path()).or(() -> api.answer(request)).orElseGet(() -> nothing(request));
        };
    }

    private static Answer nothing(Request request) {
        return Answer.refusal(404, "there is nothing at " + request.path() + "; / says what there is");
    }

    private static Answer health(List<String> reasons) {
        return reasons.isEmpty() ? Answer.text(200, List.of("ok")) : Answer.text(503, reasons);
    }

    @Override
    public void close() {
        streams.close();
        server.close();
    }
}
