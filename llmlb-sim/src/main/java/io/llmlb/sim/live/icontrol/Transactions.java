package io.llmlb.sim.live.icontrol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmlb.sim.model.bigip.Device;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Transactions: commands are queued unchecked, and all or none is done at the commit. To find out whether all can be done
 * they are first done to a copy of the configuration.
 */
final class Transactions {
    private static final String PATH = "/tm/transaction";

    private static final class Transaction {
        private final long id;
        private final Instant end;
        private final List<Call> commands = new ArrayList<>();
        private String state = "STARTED";
        private String failure = "";

        Transaction(long id, Instant end) {
            this.id = id;
            this.end = end;
        }
    }

    private final Device device;
    private final Resources resources;
    private final Views views;
    private final Map<String, Transaction> open = new LinkedHashMap<>();
    private long lastId;

    Transactions(Device device, Resources resources) {
        this.device = device;
        this.resources = resources;
        this.views = new Views(device);
    }

    void routes(Router router) {
        router.on("POST", PATH, this::create);
        router.on("GET", PATH, call -> {
            expire();
            return views.many(
                    call,
                    "tm:transactioncollectionstate",
                    "/mgmt" + PATH,
                    open.values().stream().map(this::json).toList());
        });
        router.on("GET", PATH + "/{id}", call -> views.one(call, json(find(call.segment("id")))));
        router.on("PATCH", PATH + "/{id}", this::change);
        router.on("DELETE", PATH + "/{id}", call -> {
            Transaction transaction = find(call.segment("id"));
            open.remove(Long.toString(transaction.id));
            return Reply.empty();
        });
        router.on("GET", PATH + "/{id}/commands", call -> commands(call, find(call.segment("id"))));
        router.on("GET", PATH + "/{id}/commands/{command}", call -> {
            Transaction transaction = find(call.segment("id"));
            String number = call.segment("command");
            if (!number.matches("[1-9]\\d{0,5}") || Integer.parseInt(number) > transaction.commands.size()) {
                throw Refusal.mcpd(404, "Object not found - " + number, 1);
            }
            return views.one(call, command(transaction, Integer.parseInt(number)));
        });
    }

    /** Notes a command for later. */
    Reply queue(String id, Call call) {
        Transaction transaction = find(id);
        if (!transaction.state.equals("STARTED")) {
            // Invented text.
            throw Refusal.invalid("the transaction " + id + " is " + transaction.state);
        }
        call.objectOrNothing();
        transaction.commands.add(call);
        return Reply.ok(command(transaction, transaction.commands.size()));
    }

    private Reply create(Call call) {
        expire();
        call.objectOrNothing();
        Instant now = device.clock().instant();
        lastId = Math.max(lastId + 1, now.getEpochSecond() * 1_000_000 + now.getNano() / 1000);
        Transaction transaction =
                new Transaction(lastId, now.plus(device.options().transactionTimeout()));
        open.put(Long.toString(lastId), transaction);
        return Reply.ok(json(transaction));
    }

    private Reply change(Call call) {
        Transaction transaction = find(call.segment("id"));
        ObjectNode body = call.object();
        String state = body.path("state").asText();
        if (!state.equals("VALIDATING")) {
            throw body.has("state") ? Refusal.invalidValue("state", state) : Refusal.nothingToDo();
        }
        if (!transaction.state.equals("STARTED")) {
            // Invented text.
            throw Refusal.invalid("the transaction " + transaction.id + " is " + transaction.state);
        }
        commit(transaction, body.path("validateOnly").asBoolean());
        return Reply.ok(json(transaction));
    }

    private void commit(Transaction transaction, boolean validateOnly) {
        if (transaction.commands.isEmpty()) {
            throw Refusal.mcpd(400, "there is no command to commit in the transaction", 2);
        }
        try {
            Resources rehearsal = new Resources(device.rehearsal(), Addresses.NONE);
            transaction.commands.forEach(rehearsal::answer);
            if (!validateOnly) {
                transaction.commands.forEach(resources::answer);
            }
            transaction.state = "COMPLETED";
        } catch (Refusal refusal) {
            transaction.state = "FAILED";
            transaction.failure = refusal.text();
            throw Refusal.mcpd(400, "transaction failed:" + refusal.text(), 2);
        }
    }

    private Reply commands(Call call, Transaction transaction) {
        List<ObjectNode> all = new ArrayList<>();
        for (int number = 1; number <= transaction.commands.size(); number++) {
            all.add(command(transaction, number));
        }
        return views.many(
                call,
                "tm:transaction:commandscollectionstate",
                "/mgmt" + PATH + "/" + transaction.id + "/commands",
                all);
    }

    private ObjectNode command(Transaction transaction, int number) {
        Call call = transaction.commands.get(number - 1);
        ObjectNode json = Json.object().put("method", call.method()).put("uri", Views.HOST + call.uri());
        json.set("body", call.objectOrNothing());
        json.put("evalOrder", number).put("commandId", number).put("kind", "tm:transaction:commandsstate");
        return json.put("selfLink", views.link("/mgmt" + PATH + "/" + transaction.id + "/commands/" + number));
    }

    /** The text of this 404 is invented. */
    private Transaction find(String id) {
        expire();
        Transaction transaction = open.get(id);
        if (transaction == null) {
            throw Refusal.mcpd(404, "the transaction (" + id + ") was not found", 1);
        }
        return transaction;
    }

    private void expire() {
        Instant now = device.clock().instant();
        open.values().removeIf(transaction -> !now.isBefore(transaction.end));
    }

    private ObjectNode json(Transaction transaction) {
        ObjectNode json = Json.object().put("transId", transaction.id).put("state", transaction.state);
        json.put("timeoutSeconds", device.options().transactionTimeout().toSeconds());
        json.put("asyncExecution", false).put("validateOnly", false).put("executionTimeout", 300);
        json.put("executionTime", 0).put("failureReason", transaction.failure);
        json.put("kind", "tm:transactionstate");
        return json.put("selfLink", views.link("/mgmt" + PATH + "/" + transaction.id));
    }
}
