package io.llmlb.sim.live.icontrol;

import io.llmlb.sim.live.net.Listener;
import io.llmlb.sim.model.bigip.Device;
import io.llmlb.sim.model.bigip.ManagementFault;
import io.llmlb.sim.model.bigip.ManagementOptions.Quirk;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The iControl REST interface. Lives on one event loop, which makes writes one after the other, as on the device. A stop
 * loses tokens and transactions; what is configured is the device's. Below {@code /emu} it is the emulator's own control
 * API, without authentication and for clients on this machine only.
 */
public final class IControl implements Listener.Service {
    private static final Logger LOG = LoggerFactory.getLogger(IControl.class);
    private static final Pattern TAG = Pattern.compile("<[^\\s<>][^<>]*>");

    private final Vertx vertx;
    private final Device device;
    private final Faults faults;
    private final RequestLog log;
    private final Authentication authentication;
    private final Router router;
    private final Transactions transactions;
    private final As3 as3;
    private final Control control;
    private final RandomGenerator random = new SplittableRandom(1);
    private long operation = 6_229_425;

    public IControl(Vertx vertx, Device device, Faults faults, RequestLog log, Addresses addresses) {
        this.vertx = vertx;
        this.device = device;
        this.faults = faults;
        this.log = log;
        authentication = new Authentication(device);
        Resources resources = new Resources(device, addresses);
        router = resources.router();
        authentication.routes(router);
        transactions = new Transactions(device, resources);
        transactions.routes(router);
        as3 = new As3(vertx, device, addresses);
        as3.routes(router);
        control = new Control(device, faults, as3, addresses);
    }

    @Override
    public void handle(HttpServerRequest request) {
        request.body().onSuccess(body -> answer(request, body));
    }

    /** Has AS3 take a declaration as if it had been posted; the answer's status and body, apart by a blank. */
    public Future<String> declare(String declaration) {
        return as3.declare(declaration).map(reply -> reply.status() + " " + reply.body());
    }

    /** Has AS3 take the last declaration of a tenant again; without one, its pools as they are with every ratio 1. */
    public Future<String> redeclare(String tenant) {
        return as3.redeclare(tenant).map(reply -> reply.status() + " " + reply.body());
    }

    private void answer(HttpServerRequest request, Buffer body) {
        Call call = Call.of(
                request.method().name(),
                request.uri(),
                body,
                request.remoteAddress().hostAddress());
        if (Control.isFor(call)) {
            control.answer(call).onSuccess(reply -> send(request, reply));
            return;
        }
        String user = authentication.owner(request.getHeader("X-F5-Auth-Token"));
        log.add(device.clock().instant(), user, call.method(), call.rawPath());
        Optional<ManagementFault.Kind> fault = faults.strike(call.method(), call.rawPath());
        if (fault.isPresent() && BrokenAnswers.are(fault.get())) {
            BrokenAnswers.give(fault.get(), request, vertx);
        } else {
            reply(request, call, fault).onSuccess(reply -> later(request, reply));
        }
    }

    private Future<Reply> reply(HttpServerRequest request, Call call, Optional<ManagementFault.Kind> fault) {
        try {
            Future<Reply> reply = fault.isPresent()
                    ? Future.succeededFuture(FaultReplies.of(fault.get(), call))
                    : route(request, call);
            return reply.recover(failure -> Future.succeededFuture(refused(call, failure)));
        } catch (RuntimeException failure) {
            return Future.succeededFuture(refused(call, failure));
        }
    }

    private Reply refused(Call call, Throwable failure) {
        if (failure instanceof Refusal refusal) {
            return refusal.reply(call.remote(), ++operation);
        }
        LOG.error("a defect of the emulator at {} {}", call.method(), call.rawPath(), failure);
        return Refusal.rest(500, "a defect of the emulator: " + failure).reply(call.remote(), ++operation);
    }

    private Future<Reply> route(HttpServerRequest request, Call call) {
        if (Authentication.isLogin(call)) {
            return Future.succeededFuture(authentication.login(call));
        }
        String user =
                authentication.user(call, request.getHeader("X-F5-Auth-Token"), request.getHeader("Authorization"));
        Call known = call.by(user);
        if (!known.path().isEmpty() && known.path().get(0).equals("tm")) {
            refuseTags(known);
            if (as3.running() && device.options().has(Quirk.BUSY_WHILE_AS3_RUNS)) {
                throw FaultReplies.busy();
            }
            String transaction = request.getHeader("X-F5-REST-Coordination-Id");
            if (transaction != null && !known.method().equals("GET")) {
                return Future.succeededFuture(transactions.queue(transaction, known));
            }
        }
        return router.route(known);
    }

    /** What exactly a device takes for a tag is not known: here a {@code <}, something that is no blank, and a {@code >}. */
    private static void refuseTags(Call call) {
        String text = call.body().toString();
        if (TAG.matcher(text).find() || TAG.matcher(Call.decode(call.uri())).find()) {
            throw Refusal.invalid("HTML Tag-like Content in the Request URL/Body");
        }
    }

    private void later(HttpServerRequest request, Reply reply) {
        long millis = device.latency().next(random).toMillis();
        if (millis == 0) {
            send(request, reply);
        } else {
            vertx.setTimer(millis, timer -> send(request, reply));
        }
    }

    private static void send(HttpServerRequest request, Reply reply) {
        HttpServerResponse response = request.response();
        if (response.closed()) {
            return;
        }
        response.setStatusCode(reply.status());
        if (reply.status() == 401) {
            response.setStatusMessage("F5 Authorization Required");
        }
        response.putHeader("content-type", reply.contentType()).end(reply.body());
    }
}
