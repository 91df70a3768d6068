package io.llmlb.sim.live.dataplane;

import io.llmlb.rules.Decision;
import io.llmlb.rules.Decision.Outcome;
import io.llmlb.rules.irule.BodyPolicy;
import io.llmlb.rules.irule.RoutingOptions;
import io.llmlb.sim.live.dataplane.Routed.Told;
import io.llmlb.sim.model.bigip.Device;
import io.llmlb.sim.model.bigip.Pool;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Carries decisions out as the iRule does: what it cannot do, or nobody has decided, is for the default pool, and without
 * one the client is told.
 */
final class RuleOutcome {
    private static final String NO_POOL = "no pool serves this request";
    private static final Pattern TOKEN = Pattern.compile("[-!#$%&'*+.^_`|~0-9A-Za-z]+");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private final Device device;
    private final Runnable failed;

    /**
     * @param failed called for each request that cannot be sent where it should be
     */
    RuleOutcome(Device device, Runnable failed) {
        this.device = device;
        this.failed = failed;
    }

    /** No decision, for a reason. */
    static Decision none(String reason) {
        return new Decision(Outcome.NONE, "", 0, "", "", List.of(), List.of(), reason, 0);
    }

    /**
     * What becomes of a request.
     *
     * @param body what a pool gets
     * @param ownPool the virtual server's own default pool, or empty
     */
    Routed of(Decision decision, Body body, RoutingOptions options, String ownPool) {
        return switch (decision.outcome()) {
            case SELECT_POOL -> send(decision.pool(), decision, body, options, ownPool);
            case REJECT -> refuse(decision.status(), decision.message(), decision, options);
            case NONE -> {
                BodyPolicy policy = policy(decision.reason(), options).orElse(null);
                if (policy instanceof BodyPolicy.SelectPool select) {
                    yield send(select.pool(), decision, body, options, ownPool);
                }
                if (policy instanceof BodyPolicy.Reject reject) {
                    yield refuse(reject.status(), reject.message(), decision, options);
                }
                yield byDefault(decision, body, options, ownPool);
            }
        };
    }

    private static Optional<BodyPolicy> policy(String reason, RoutingOptions options) {
        return switch (reason) {
            case "EMPTY_BODY" -> options.missing();
            case "MALFORMED_BODY" -> options.malformed();
            case "OVERSIZE_BODY" -> options.oversize();
            default -> Optional.empty();
        };
    }

    private Routed send(String path, Decision decision, Body body, RoutingOptions options, String ownPool) {
        Optional<Pool> pool = device.pool(path);
        if (pool.isEmpty()) {
            failed.run();
            return byDefault(decision, body, options, ownPool);
        }
        return new Routed.ToPool(pool.get(), body, told(decision, "pool=" + path, options));
    }

    private Routed byDefault(Decision decision, Body body, RoutingOptions options, String ownPool) {
        String path = options.defaultPool().orElse(ownPool);
        Optional<Pool> pool = device.pool(path);
        if (pool.isEmpty()) {
            return refuse(503, NO_POOL, decision, options);
        }
        return new Routed.ToPool(pool.get(), body, told(decision, "pool=" + path, options));
    }

    private static Routed refuse(int status, String message, Decision decision, RoutingOptions options) {
        return new Routed.Refused(status, message, options.retryAfter(), told(decision, "status=" + status, options));
    }

    /** What a device does with a header whose name is none is not known; here it is left out. */
    private static @Nullable Told told(Decision decision, String end, RoutingOptions options) {
        String header = options.header().orElse("");
        if (!TOKEN.matcher(header).matches()) {
            return null;
        }
        String outcome = switch (decision.outcome()) {
            case SELECT_POOL -> "selectPool; ";
            case REJECT -> "reject; ";
            case NONE -> "none; reason=" + decision.reason() + "; ";
        };
        String way = "path=" + String.join(",", decision.path()) + "; outcome=" + outcome + end;
        return new Told(header, CONTROL.matcher(way).replaceAll("?"));
    }
}
