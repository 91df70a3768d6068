package io.llmlb.sim.live.icontrol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmlb.sim.model.bigip.Device;
import io.llmlb.sim.model.bigip.Rule;
import java.util.List;
import java.util.Optional;

/** iRules over iControl. Their Tcl is kept and not run; only its braces are counted. */
final class Rules {
    private static final String RULES = "/tm/ltm/rule";

    private final Device device;
    private final Views views;
    private final Schema schema = new Schema().text("apiAnonymous", null);

    Rules(Device device, Views views) {
        this.device = device;
        this.views = views;
    }

    void routes(Router router) {
        router.on("GET", RULES, call -> {
            List<ObjectNode> all = device.rules().stream().map(this::json).toList();
            return views.many(call, "tm:ltm:rule:rulecollectionstate", "/mgmt" + RULES, all);
        });
        router.on("POST", RULES, this::create);
        router.on("GET", RULES + "/{rule}", call -> views.one(call, json(find(call))));
        router.on("PATCH", RULES + "/{rule}", this::change);
        router.on("PUT", RULES + "/{rule}", this::change);
        router.on("DELETE", RULES + "/{rule}", this::delete);
    }

    private Reply create(Call call) {
        ObjectNode body = call.object();
        FullPath path = FullPath.ofNew(body);
        if (device.rule(path.path()).isPresent()) {
            throw Refusal.exists("iRule (" + path.path() + ")", path.partition());
        }
        Folders.require(device, path);
        return write(call, path, body);
    }

    private Reply change(Call call) {
        ObjectNode body = call.object();
        if (!body.has("apiAnonymous")) {
            throw Refusal.nothingToDo();
        }
        return write(call, new FullPath(find(call).fullPath()), body);
    }

    private Reply write(Call call, FullPath path, ObjectNode body) {
        String text = String.valueOf(schema.parse(body).getOrDefault("apiAnonymous", ""));
        if (!balanced(text)) {
            // Invented: a device says more, and with the line.
            throw Refusal.mcpd(400, "01070151:3: Rule [" + path.path() + "] error: unbalanced braces", 3);
        }
        device.virtualServers().stream()
                .filter(server -> server.rules().contains(path.path()))
                .map(server -> RuleEvents.unmet(path.path(), text, server))
                .flatMap(Optional::stream)
                .findFirst()
                .ifPresent(message -> {
                    throw Refusal.mcpd(400, message, 3);
                });
        Rule rule = new Rule(path.path(), text, device.nextGeneration());
        device.put(rule);
        device.changed();
        return views.one(call, json(rule));
    }

    /** The text for a rule in use is invented. */
    private Reply delete(Call call) {
        String path = find(call).fullPath();
        device.virtualServers().stream()
                .filter(server -> server.rules().contains(path))
                .findFirst()
                .ifPresent(server -> {
                    throw Refusal.mcpd(
                            400,
                            "01070265:3: The rule (" + path + ") cannot be deleted because it is in use by a Virtual"
                                    + " Server (" + server.fullPath() + ").",
                            3);
                });
        device.removeRule(path);
        device.changed();
        return Reply.empty();
    }

    private static boolean balanced(String text) {
        int depth = 0;
        for (int i = 0; i < text.length() && depth >= 0; i++) {
            switch (text.charAt(i)) {
                case '\\' -> i++;
                case '{' -> depth++;
                case '}' -> depth--;
                default -> {}
            }
        }
        return depth == 0;
    }

    private Rule find(Call call) {
        String path = call.fullPath("rule").path();
        return device.rule(path).orElseThrow(() -> Refusal.notFound("iRule (" + path + ")"));
    }

    private ObjectNode json(Rule rule) {
        ObjectNode json = views.named(
                "tm:ltm:rule:rulestate",
                new FullPath(rule.fullPath()),
                rule.generation(),
                "/mgmt" + RULES + "/" + Views.encode(rule.fullPath()));
        return json.put("apiAnonymous", rule.text());
    }
}
