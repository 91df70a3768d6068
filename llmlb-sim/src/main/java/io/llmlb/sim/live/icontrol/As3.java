package io.llmlb.sim.live.icontrol;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmlb.sim.model.bigip.Device;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** AS3's endpoint: takes one declaration at a time, each tenant in two steps with a gap between. */
final class As3 {
    private static final String DECLARE = "/shared/appsvcs/declare";

    /** A tenant, and the text of its declaration; an empty text forgets it, none at all leaves it. */
    private record Work(Tenant tenant, String declaration, boolean remember) {}

    private final Vertx vertx;
    private final Device device;
    private final Addresses addresses;
    private final Map<String, Reply> tasks = new HashMap<>();
    private boolean running;

    As3(Vertx vertx, Device device, Addresses addresses) {
        this.vertx = vertx;
        this.device = device;
        this.addresses = addresses;
    }

    void routes(Router router) {
        router.onLater("POST", DECLARE, this::post);
        router.onLater("POST", DECLARE + "/{tenants}", this::post);
        router.on("GET", DECLARE, call -> get(device.tenants()));
        router.on("GET", DECLARE + "/{tenants}", call -> get(tenants(call)));
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
        try {
            return run(read(declaration.getBytes(StandardCharsets.UTF_8)));
        } catch (Refusal refusal) {
            return Future.succeededFuture(refusal.reply("localhost", 0));
        }
    }

    Future<Reply> redeclare(String tenant) {
        return device.declaration(tenant)
                .map(json -> declare("{\"class\":\"ADC\",\"" + tenant + "\":" + json + "}"))
                .orElseGet(() -> run(List.of(new Work(Tenant.live(device, tenant), "", false))));
    }

    private Future<Reply> post(Call call) {
        List<Work> work = read(call.body().getBytes());
        if (!call.parameter("async").equals("true")) {
            return run(work);
        }
        String id = UUID.randomUUID().toString();
        ObjectNode accepted = Json.object().put("id", id);
        accepted.putArray("results").addObject().put("code", 0).put("message", "Declaration successfully submitted");
        accepted.put("selfLink", Views.HOST + "/mgmt/shared/appsvcs/task/" + id);
        tasks.put(id, Reply.ok(task(id, "in progress")));
        run(work).onSuccess(reply -> tasks.put(id, reply));
        return Future.succeededFuture(Reply.json(202, accepted));
    }

    private static ObjectNode task(String id, String message) {
        ObjectNode json = Json.object().put("id", id);
        json.putArray("results").addObject().put("message", message);
        return json;
    }

    private List<Work> read(byte[] body) {
        ObjectNode json = Json.read(body).orElseThrow(() -> Declaration.invalid("it is not a JSON object"));
        return Declaration.tenants(json).entrySet().stream()
                .map(entry -> new Work(
                        Declaration.read(device, entry.getKey(), entry.getValue()),
                        entry.getValue().toString(),
                        true))
                .toList();
    }

    private static List<Work> gone(List<String> tenants) {
        return tenants.stream()
                .map(name -> new Work(new Tenant(name, List.of(), List.of(), List.of(), List.of()), "", true))
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
        Map<String, String> messages = new LinkedHashMap<>();
        Future<Void> done = Future.succeededFuture();
        for (Work one : work) {
            done = done.compose(nothing -> one(one, messages));
        }
        return done.map(nothing -> answer(messages)).onComplete(either -> running = false);
    }

    private Future<Void> one(Work work, Map<String, String> messages) {
        TenantChange change = new TenantChange(device, addresses, work.tenant);
        if (work.remember) {
            device.declaration(work.tenant.name(), work.declaration);
        }
        if (change.isNone()) {
            messages.put(work.tenant.name(), "no change");
            return Future.succeededFuture();
        }
        messages.put(work.tenant.name(), "success");
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

    private static Reply answer(Map<String, String> messages) {
        ObjectNode json = Json.object();
        ArrayNode results = json.putArray("results");
        messages.forEach((tenant, message) -> results.addObject()
                .put("code", 200)
                .put("message", message)
                .put("host", "localhost")
                .put("tenant", tenant));
        return Reply.ok(json);
    }

    private Reply get(List<String> tenants) {
        ObjectNode json = Json.object().put("class", "ADC");
        int known = 0;
        for (String tenant : tenants) {
            String declaration = device.declaration(tenant).orElse("");
            if (!declaration.isEmpty()) {
                known++;
                Json.read(declaration.getBytes(StandardCharsets.UTF_8)).ifPresent(one -> json.set(tenant, one));
            }
        }
        return known == 0 ? new Reply(204, "application/json; charset=UTF-8", "") : Reply.ok(json);
    }

    private static List<String> tenants(Call call) {
        return List.of(call.segment("tenants").split(","));
    }
}
