package io.llmlb.sim.live.icontrol;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmlb.sim.model.bigip.Device;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;

/** AS3's endpoint: takes one declaration at a time, each tenant in two steps with a gap between. */
final class As3 {
    private static final String DECLARE = "/shared/appsvcs/declare";

    /** A tenant, and the text of its declaration; an empty text forgets it, none at all leaves it. */
    private record Work(Tenant tenant, String declaration, boolean remember) {}

    private final Vertx vertx;
    private final Device device;
    private final Addresses addresses;
    private final Declarations declarations;
    private final Map<String, Reply> tasks = new HashMap<>();
    private boolean running;

    As3(Vertx vertx, Device device, Addresses addresses) {
        this.vertx = vertx;
        this.device = device;
        this.addresses = addresses;
        this.declarations = new Declarations(device);
    }

    void routes(Router router) {
        router.onLater("POST", DECLARE, this::post);
        router.onLater("POST", DECLARE + "/{tenants}", this::post);
        router.on("GET", DECLARE, call -> declarations.all());
        router.on("GET", DECLARE + "/{tenants}", call -> declarations.of(tenants(call)));
        router.onLater("DELETE", DECLARE, call -> run(gone(device.tenants())));
        router.onLater("DELETE", DECLARE + "/{tenants}", call -> run(gone(tenants(call))));
        router.on("GET", "/shared/appsvcs/task/{id}", call -> {
            Reply reply = tasks.get(call.segment("id"));
            if (reply == null) {
                throw Refusal.rest(404, "there is no task " + call.segment("id"));
            }
            return reply;
        });
    }

    /** Whether it is at work. */
    boolean running() {
        return running;
    }

    Future<Reply> declare(String declaration) {
        return refusing(() -> take(declaration.getBytes(StandardCharsets.UTF_8)));
    }

    Future<Reply> redeclare(String tenant) {
        return refusing(() -> device.declaration(tenant)
                .flatMap(json -> Json.read(json.getBytes(StandardCharsets.UTF_8)))
                .map(json -> run(List.of(work(Json.object().set(tenant, json), tenant))))
                .orElseGet(() -> run(List.of(new Work(Tenant.live(device, tenant), "", false)))));
    }

    /** Over the wire the router answers for a refusal. */
    private static Future<Reply> refusing(Supplier<Future<Reply>> work) {
        try {
            return work.get();
        } catch (Refusal refusal) {
            return Future.succeededFuture(refusal.reply("localhost", 0));
        }
    }

    /** Refuses before anything is done, or does it. */
    private Future<Reply> take(byte[] body) {
        ObjectNode adc =
                Declaration.adc(Json.read(body).orElseThrow(() -> Declaration.invalid("it is not a JSON object")));
        List<Work> work = Declaration.tenants(adc).keySet().stream()
                .map(tenant -> work(adc, tenant))
                .toList();
        return run(work).onSuccess(reply -> {
            if (reply.status() < 300) {
                declarations.head(adc);
            }
        });
    }

    private Work work(ObjectNode adc, String tenant) {
        Tenant read = Declaration.read(device, adc, tenant);
        return new Work(
                read,
                Declaration.isEmpty(adc.path(tenant)) ? "" : adc.path(tenant).toString(),
                true);
    }

    private Future<Reply> post(Call call) {
        if (!call.parameter("async").equals("true")) {
            return take(call.body().getBytes());
        }
        String id = UUID.randomUUID().toString();
        ObjectNode accepted = Json.object().put("id", id);
        accepted.putArray("results").addObject().put("code", 0).put("message", "Declaration successfully submitted");
        accepted.put("selfLink", Views.HOST + "/mgmt/shared/appsvcs/task/" + id);
        Future<Reply> done = take(call.body().getBytes());
        tasks.put(id, Reply.ok(task(id, "in progress")));
        done.onSuccess(reply -> tasks.put(id, reply));
        return Future.succeededFuture(Reply.json(202, accepted));
    }

    private static ObjectNode task(String id, String message) {
        ObjectNode json = Json.object().put("id", id);
        json.putArray("results").addObject().put("message", message);
        return json;
    }

    private static List<Work> gone(List<String> tenants) {
        return tenants.stream()
                .map(name -> new Work(Tenant.empty(name), "", true))
                .toList();
    }

    private Future<Reply> run(List<Work> work) {
        if (running) {
            // From memory.
            return Future.succeededFuture(Reply.json(
                    503,
                    Json.object()
                            .put("code", 503)
                            .put(
                                    "message",
                                    "Configuration operation in progress on device, please try again in 2 minutes")));
        }
        running = true;
        ArrayNode results = Json.object().putArray("results");
        Future<Void> done = Future.succeededFuture();
        for (Work one : work) {
            done = done.compose(nothing -> one(one, results));
        }
        return done.map(nothing -> answer(results)).onComplete(either -> running = false);
    }

    private Future<Void> one(Work work, ArrayNode results) {
        TenantChange change = new TenantChange(device, addresses, work.tenant);
        Optional<String> refusal = change.refusal();
        if (refusal.isPresent()) {
            result(results, 422, "declaration failed", work).put("response", refusal.get());
            return Future.succeededFuture();
        }
        if (work.remember) {
            device.declaration(work.tenant.name(), work.declaration);
        }
        if (change.isNone()) {
            result(results, 200, "no change", work);
            return Future.succeededFuture();
        }
        result(results, 200, "success", work);
        change.deleteDrifted();
        return gap().map(nothing -> {
            change.write();
            device.changed();
            // AS3 saves what it has written, and with it whatever else is in the running configuration.
            device.save();
            return null;
        });
    }

    private Future<Void> gap() {
        long millis = device.options().as3Gap().toMillis();
        if (millis == 0) {
            return Future.succeededFuture();
        }
        Promise<Void> promise = Promise.promise();
        vertx.setTimer(millis, timer -> promise.complete());
        return promise.future();
    }

    private static ObjectNode result(ArrayNode results, int code, String message, Work work) {
        return results.addObject()
                .put("code", code)
                .put("message", message)
                .put("host", "localhost")
                .put("tenant", work.tenant.name());
    }

    /** The status is the one that all tenants have; 207 when they differ. */
    private static Reply answer(ArrayNode results) {
        Set<Integer> codes = new TreeSet<>();
        results.forEach(result -> codes.add(result.path("code").asInt()));
        ObjectNode json = Json.object();
        json.set("results", results);
        return Reply.json(
                codes.isEmpty()
                        ? 200
                        : codes.size() > 1 ? 207 : codes.iterator().next(),
                json);
    }

    private static List<String> tenants(Call call) {
        return List.of(call.segment("tenants").split(","));
    }
}
