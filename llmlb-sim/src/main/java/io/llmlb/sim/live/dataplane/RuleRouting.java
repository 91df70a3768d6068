package io.llmlb.sim.live.dataplane;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import io.llmlb.rules.Decision;
import io.llmlb.rules.RuleException;
import io.llmlb.rules.RuleRequest;
import io.llmlb.rules.RuleSet;
import io.llmlb.sim.model.bigip.DataGroup;
import io.llmlb.sim.model.bigip.Device;
import io.llmlb.sim.model.bigip.JsonProfile;
import io.llmlb.sim.model.bigip.VirtualServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The iRule {@value #RULE} on one virtual server: reads the request's body, within the limits of the JSON profile, and
 * decides by the records that the data group {@value #RECORDS} holds at that moment. No Tcl runs here: the rule engine of
 * this project stands in for the iRule, which must decide the same.
 *
 * <p>A body over the limits, no JSON, or not labelled {@code application/json}, goes to the virtual server's default
 * pool, and so does everything when there are no records or they are no rule set.
 */
final class RuleRouting {
    static final String RULE = "InferenceBodyBasedRouting";
    static final String RECORDS = "/Common/" + RULE + "_rules";
    private static final Logger LOG = LoggerFactory.getLogger(RuleRouting.class);
    private static final JsonFactory JSON = new JsonFactory();

    /** A request after the rules: where to, and its body as far as it was read. */
    record Routed(Decision.Outcome outcome, String pool, int status, String message, Body body) {
        static Routed none(Body body) {
            return new Routed(Decision.Outcome.NONE, "", 0, "", body);
        }
    }

    private record Compiled(DataGroup from, @Nullable RuleSet rules) {}

    private final Device device;
    private @Nullable Compiled compiled;

    RuleRouting(Device device) {
        this.device = device;
    }

    /** Whether the rules decide for this virtual server: it has the iRule, and the profiles without which none runs. */
    static boolean governs(VirtualServer server) {
        return server.hasProfile("http")
                && server.hasProfile("json")
                && server.rules().stream().anyMatch(rule -> rule.endsWith("/" + RULE));
    }

    /** Decides about a paused request; fails when the client goes away meanwhile. */
    Future<Routed> route(HttpServerRequest request, VirtualServer server) {
        Body unread = Body.unread(request);
        JsonProfile limits = profile(server);
        if (unread.complete() || !isJson(request) || announced(request) > limits.maximumBytes()) {
            return Future.succeededFuture(Routed.none(unread));
        }
        Promise<Routed> routed = Promise.promise();
        Buffer read = Buffer.buffer();
        request.exceptionHandler(routed::tryFail);
        request.handler(bytes -> {
            read.appendBuffer(bytes);
            if (read.length() > limits.maximumBytes()) {
                request.pause();
                routed.tryComplete(Routed.none(new Body(read, false)));
            }
        });
        request.endHandler(end -> routed.tryComplete(decide(read, limits)));
        request.resume();
        return routed.future();
    }

    private Routed decide(Buffer read, JsonProfile limits) {
        Body body = new Body(read, true);
        RuleSet rules = rules();
        byte[] bytes = read.getBytes();
        if (rules == null || tooManyEntries(bytes, limits.maximumEntries())) {
            return Routed.none(body);
        }
        Decision decision = rules.decide(RuleRequest.ofBody(bytes));
        if (!decision.rewrites().isEmpty()) {
            body = new Body(Buffer.buffer(rules.rewrite(bytes, decision)), true);
        }
        return new Routed(decision.outcome(), decision.pool(), decision.status(), decision.message(), body);
    }

    private @Nullable RuleSet rules() {
        DataGroup group = device.dataGroup(RECORDS).orElse(null);
        if (group == null) {
            return null;
        }
        Compiled last = compiled;
        if (last == null || !last.from().equals(group)) {
            last = new Compiled(group, compile(group));
            compiled = last;
        }
        return last.rules();
    }

    private static @Nullable RuleSet compile(DataGroup group) {
        try {
            return RuleSet.compile(group.records());
        } catch (RuleException e) {
            LOG.warn("{} is no rule set, so no rule applies: {}", RECORDS, e.getMessage());
            return null;
        }
    }

    private JsonProfile profile(VirtualServer server) {
        return server.profiles().entrySet().stream()
                .filter(profile -> profile.getValue().equals("json"))
                .map(Map.Entry::getKey)
                .map(device::jsonProfile)
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(JsonProfile.DEFAULT);
    }

    private static boolean isJson(HttpServerRequest request) {
        String type = request.getHeader("content-type");
        return type != null
                && type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json");
    }

    private static long announced(HttpServerRequest request) {
        String length = request.getHeader("content-length");
        return length == null || !length.matches("\\d{1,18}") ? 0 : Long.parseLong(length);
    }

    /** Whether a body has more keys and array elements, together, than allowed. One that is no JSON has as many as are read. */
    static boolean tooManyEntries(byte[] body, int allowed) {
        // An entry takes two bytes at least.
        if (body.length / 2 <= allowed) {
            return false;
        }
        int entries = 0;
        try (JsonParser parser = JSON.createParser(body)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                JsonStreamContext at = parser.getParsingContext();
                JsonStreamContext in = token.isStructStart() ? at.getParent() : at;
                boolean element = !token.isStructEnd() && in != null && in.inArray();
                if ((element || token == JsonToken.FIELD_NAME) && ++entries > allowed) {
                    return true;
                }
            }
        } catch (IOException noJson) {
            return false;
        }
        return false;
    }
}
