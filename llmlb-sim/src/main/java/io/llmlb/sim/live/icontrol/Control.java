package io.llmlb.sim.live.icontrol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmlb.sim.live.net.Net;
import io.llmlb.sim.model.bigip.Device;
import io.llmlb.sim.model.bigip.ManagementFault;
import io.llmlb.sim.model.bigip.ManagementLatency;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The emulator's own control API below {@code /emu}, which no device has. It asks for no password and answers clients on
 * this machine only.
 */
final class Control {
    /** A wrong request to the control API, with a sentence that mends it. */
    private static final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String sentence;

        Wrong(String sentence) {
            super(sentence, null, false, false);
            this.sentence = sentence;
        }
    }

    private final Addresses addresses;
    private final Device device;
    private final Faults faults;
    private final As3 as3;

    Control(Device device, Faults faults, As3 as3, Addresses addresses) {
        this.addresses = addresses;
        this.device = device;
        this.faults = faults;
        this.as3 = as3;
    }

    static boolean isFor(Call call) {
        return call.rawPath().equals("/emu") || call.rawPath().startsWith("/emu/");
    }

    Future<Reply> answer(Call call) {
        if (!Net.isLoopback(call.remote())) {
            return Future.succeededFuture(error(403, "the control API is for clients on the emulator's own machine"));
        }
        try {
            return route(call);
        } catch (Wrong wrong) {
            return Future.succeededFuture(error(400, wrong.sentence));
        } catch (IllegalArgumentException wrong) {
            return Future.succeededFuture(error(400, String.valueOf(wrong.getMessage())));
        } catch (Refusal notJson) {
            return Future.succeededFuture(error(400, notJson.text()));
        }
    }

    private Future<Reply> route(Call call) {
        switch (call.method() + " " + call.rawPath()) {
            case "GET /emu" -> {
                return state();
            }
            case "POST /emu/faults" ->
                faults.add(fault(Fields.of(call, "kind", "requests", "seconds", "path", "method")));
            case "DELETE /emu/faults" -> faults.clear();
            case "PUT /emu/latency" ->
                device.latency(latency(Fields.of(call, "baseMillis", "spreadMillis", "spikeMillis", "spikeChance")));
            case "POST /emu/clock" ->
                device.advanceClock(seconds(Fields.of(call, "advanceSeconds").number("advanceSeconds", 0)));
            case "POST /emu/failover" -> {
                Fields.of(call);
                device.failover();
            }
            case "POST /emu/monitor" -> health(Fields.of(call, "pool", "member", "health"));
            case "POST /emu/redeclare" -> {
                return as3.redeclare(Fields.of(call, "tenant").text("tenant"));
            }
            default ->
                throw new Wrong("there is no " + call.method() + " " + call.rawPath()
                        + "; there are GET /emu, POST and DELETE /emu/faults, PUT /emu/latency, POST /emu/clock,"
                        + " /emu/failover, /emu/monitor and /emu/redeclare");
        }
        return state();
    }

    private static ManagementFault fault(Fields fields) {
        String word = fields.text("kind");
        ManagementFault.Kind kind = Arrays.stream(ManagementFault.Kind.values())
                .filter(one -> one.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new Wrong("there is no fault \"" + word + "\"; there are "
                        + Arrays.stream(ManagementFault.Kind.values())
                                .map(ManagementFault.Kind::word)
                                .collect(Collectors.joining(", "))));
        Duration duration = fields.has("seconds") ? seconds(fields.number("seconds", 0)) : ManagementFault.FOREVER;
        double requests = fields.number("requests", Integer.MAX_VALUE);
        return new ManagementFault(kind, (int) requests, duration, fields.text("path", ""), fields.text("method", ""));
    }

    private static ManagementLatency latency(Fields fields) {
        return new ManagementLatency(
                seconds(fields.number("baseMillis", 0) / 1000),
                seconds(fields.number("spreadMillis", 0) / 1000),
                seconds(fields.number("spikeMillis", 0) / 1000),
                fields.number("spikeChance", 0));
    }

    /** In a pool that a monitor watches this holds until the monitor's next check. */
    private void health(Fields fields) {
        String poolPath = fields.text("pool");
        String member = fields.text("member");
        String word = fields.text("health");
        Pool pool = device.pool(poolPath).orElseThrow(() -> new Wrong("there is no pool \"" + poolPath + "\""));
        if (pool.member(member).isEmpty()) {
            throw new Wrong("pool " + poolPath + " has no member \"" + member + "\"; it has "
                    + pool.members().stream().map(Member::fullPath).toList());
        }
        Optional<Member.Health> health = Arrays.stream(Member.Health.values())
                .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst();
        pool.health(
                member,
                health.orElseThrow(
                        () -> new Wrong("health is up, down, checking or unchecked, but this is \"" + word + "\"")));
    }

    private Future<Reply> state() {
        ObjectNode json = Json.object().put("clock", device.clock().instant().toString());
        json.put("active", device.active()).put("unsaved", device.unsaved());
        ArrayNode list = json.putArray("faults");
        for (ManagementFault fault : faults.list()) {
            ObjectNode one = list.addObject().put("kind", fault.kind().word());
            if (fault.requests() != Integer.MAX_VALUE) {
                one.put("requests", fault.requests());
            }
            one.put("path", fault.pathPrefix()).put("method", fault.method());
        }
        ObjectNode urls = json.putObject("virtualServers");
        addresses.urls().forEach((path, url) -> urls.put(path, url.toString()));
        json.putObject("latency").put("baseMillis", device.latency().base().toMillis());
        return Future.succeededFuture(Reply.ok(json));
    }

    private static Duration seconds(double seconds) {
        return Duration.ofNanos((long) (seconds * 1e9));
    }

    private static Reply error(int status, String sentence) {
        return Reply.json(status, Json.object().put("error", sentence));
    }

    /** The fields of a body, of which all must be known. */
    private record Fields(ObjectNode body) {
        static Fields of(Call call, String... allowed) {
            ObjectNode body = call.objectOrNothing();
            List<String> unknown = new ArrayList<>();
            body.fieldNames().forEachRemaining(unknown::add);
            unknown.removeAll(List.of(allowed));
            if (!unknown.isEmpty()) {
                throw new Wrong(call.rawPath() + " does not know \"" + unknown.get(0) + "\"; it knows "
                        + String.join(", ", allowed));
            }
            return new Fields(body);
        }

        boolean has(String name) {
            return body.has(name);
        }

        String text(String name) {
            if (!body.path(name).isTextual()) {
                throw new Wrong("\"" + name + "\" must be text, but is "
                        + (body.has(name) ? body.path(name).toString() : "missing"));
            }
            return body.path(name).textValue();
        }

        String text(String name, String none) {
            return has(name) ? text(name) : none;
        }

        double number(String name, double none) {
            JsonNode value = body.path(name);
            if (value.isMissingNode()) {
                return none;
            }
            if (!value.isNumber() || value.doubleValue() < 0 || value.doubleValue() > Integer.MAX_VALUE) {
                throw new Wrong("\"" + name + "\" must be a number from 0, but is " + value);
            }
            return value.doubleValue();
        }
    }
}
