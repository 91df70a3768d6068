package io.llmlb.sim.live.dataplane;

import io.llmlb.rules.Decision;
import io.llmlb.rules.Decision.Outcome;
import io.llmlb.rules.RuleProblem.Severity;
import io.llmlb.rules.RuleRequest;
import io.llmlb.rules.RuleSet;
import io.llmlb.rules.Target;
import io.llmlb.rules.irule.BodyLimits;
import io.llmlb.rules.irule.InferenceBodyBasedRouting;
import io.llmlb.rules.irule.LenientRules;
import io.llmlb.rules.irule.RoutingOptions;
import io.llmlb.sim.live.dataplane.JsonBody.Event;
import io.llmlb.sim.model.bigip.DataGroup;
import io.llmlb.sim.model.bigip.Device;
import io.llmlb.sim.model.bigip.JsonProfile;
import io.llmlb.sim.model.bigip.VirtualServer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The iRule {@link InferenceBodyBasedRouting} on one virtual server: reads the request's body, within the limits of the
 * JSON profile, and decides by the records that the data groups of rules and options hold at that moment. No Tcl runs
 * here: the rule engine of this project stands in for the iRule, which must decide the same.
 */
final class RuleRouting {
    private static final Logger LOG = LoggerFactory.getLogger(RuleRouting.class);
    private static final LenientRules NO_RULES = LenientRules.of(Map.of());

    private record Compiled(DataGroup from, LenientRules rules) {}

    private final Device device;
    private final RuleOutcome outcome;
    private @Nullable Compiled compiled;

    /**
     * @param failed called for each request that cannot be sent where the rules want it
     */
    RuleRouting(Device device, Runnable failed) {
        this.device = device;
        this.outcome = new RuleOutcome(device, failed);
    }

    /** Whether the rules decide for this virtual server: it has the iRule, and the profiles without which none runs. */
    static boolean governs(VirtualServer server) {
        return server.hasProfile("http")
                && server.hasProfile("json")
                && server.rules().stream().anyMatch(rule -> rule.endsWith("/" + InferenceBodyBasedRouting.NAME));
    }

    /**
     * Decides about a paused request; fails when the client goes away meanwhile.
     *
     * @param ownPool the virtual server's default pool when the client connected; empty when it had none
     */
    Future<Routed> route(HttpServerRequest request, VirtualServer server, String ownPool) {
        Event beyond =
                device.dataPlane().oversizeCountsAsMissing() ? Event.JSON_REQUEST_MISSING : Event.JSON_REQUEST_ERROR;
        return JsonBody.read(request, limits(server), beyond)
                .map(parsed -> decide(parsed, options(server), ownPool, beyond));
    }

    /** What the iRule would choose before it has seen a body. */
    String defaultPool(VirtualServer server, String ownPool) {
        return options(server).defaultPool().orElse(ownPool);
    }

    private Routed decide(JsonBody parsed, RoutingOptions options, String ownPool, Event beyond) {
        if (parsed.event() != Event.JSON_REQUEST) {
            return outcome.of(unreadable(parsed, options), parsed.body(), options, ownPool);
        }
        byte[] bytes = parsed.body().read().getBytes();
        Optional<DataGroup> group = device.dataGroup(options.rules());
        LenientRules rules = group.map(this::rules).orElse(NO_RULES);
        Decision decision = rules.decide(RuleRequest.ofBody(bytes));
        Event event = event(decision.reason(), beyond);
        if (event != Event.JSON_REQUEST) {
            return outcome.of(unreadable(parsed.with(event), options), parsed.body(), options, ownPool);
        }
        if (group.isEmpty()) {
            return outcome.of(RuleOutcome.none("NO_RULES"), parsed.body(), options, ownPool);
        }
        boolean rewritten = decision.outcome() == Outcome.SELECT_POOL
                && !decision.rewrites().isEmpty();
        Body body = rewritten ? new Body(Buffer.buffer(rules.rewrite(bytes, decision)), true) : parsed.body();
        return outcome.of(decision, body, options, ownPool);
    }

    /** The event that a body raised, seen from what reading it came to. */
    private static Event event(String reason, Event beyond) {
        return switch (reason) {
            case "EMPTY_BODY" -> Event.JSON_REQUEST_MISSING;
            case "MALFORMED_BODY" -> Event.JSON_REQUEST_ERROR;
            case "OVERSIZE_BODY" -> beyond;
            default -> Event.JSON_REQUEST;
        };
    }

    /** Which event an oversize body raises is not known, so its length decides, as in the iRule. */
    private static Decision unreadable(JsonBody parsed, RoutingOptions options) {
        if (parsed.length() > options.maximumBytes()) {
            return RuleOutcome.none("OVERSIZE_BODY");
        }
        return RuleOutcome.none(parsed.event() == Event.JSON_REQUEST_ERROR ? "MALFORMED_BODY" : "EMPTY_BODY");
    }

    private LenientRules rules(DataGroup group) {
        Compiled last = compiled;
        if (last == null || !last.from().equals(group)) {
            last = new Compiled(group, LenientRules.of(group.records()));
            compiled = last;
            long errors = RuleSet.check(group.records(), Target.JAVA).stream()
                    .filter(problem -> problem.severity() == Severity.ERROR)
                    .count();
            if (errors > 0) {
                LOG.warn(
                        "the rules in {} have {} errors; requests that come to one go to the default pool",
                        group.fullPath(),
                        errors);
            }
        }
        return last.rules();
    }

    private RoutingOptions options(VirtualServer server) {
        Map<String, String> config = device.dataGroup(InferenceBodyBasedRouting.CONFIG)
                .<Map<String, String>>map(DataGroup::records)
                .orElse(Map.of());
        return RoutingOptions.of(config, server.fullPath());
    }

    private BodyLimits limits(VirtualServer server) {
        JsonProfile profile = server.profiles().entrySet().stream()
                .filter(each -> each.getValue().equals("json"))
                .map(Map.Entry::getKey)
                .map(device::jsonProfile)
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(JsonProfile.DEFAULT);
        return new BodyLimits(profile.maximumBytes(), profile.maximumEntries());
    }
}
