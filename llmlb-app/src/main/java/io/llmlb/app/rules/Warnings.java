package io.llmlb.app.rules;

import io.llmlb.bigip.BigIp;
import io.llmlb.bigip.BigIpException;
import io.llmlb.bigip.VirtualServer;
import io.llmlb.core.PoolName;
import io.llmlb.rules.RuleSet;
import io.llmlb.rules.irule.BodyPolicy;
import io.llmlb.rules.irule.InferenceBodyBasedRouting.Option;
import io.llmlb.rules.irule.RoutingOptions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What may not be as its writer thinks once rules are pushed, though nothing keeps them from it. */
final class Warnings {
    private static final String SELECT = "selectPool ";

    private final BigIp device;
    private final Wanted wanted;
    private final Map<String, String> options;
    private final List<VirtualServer> users;
    private final List<String> warnings = new ArrayList<>();

    private Warnings(BigIp device, Wanted wanted, Found found) {
        this.device = device;
        this.wanted = wanted;
        this.options = new HashMap<>(found.options());
        options.putAll(wanted.optionRecords(found.options()));
        this.users = found.servers().stream()
                .filter(server -> Wanted.carriesIrule(server)
                        || wanted.virtual().filter(server.path()::equals).isPresent())
                .filter(server ->
                        RoutingOptions.of(options, server.path()).rules().equals(wanted.dataGroup()))
                .toList();
    }

    static List<String> of(BigIp device, Wanted wanted, Found found, Difference difference, Owners owners) {
        Warnings warnings = new Warnings(device, wanted, found);
        warnings.irule(difference);
        warnings.users(owners);
        warnings.pools();
        warnings.warnings.addAll(owners.warnings());
        return warnings.warnings;
    }

    private void irule(Difference difference) {
        if (!wanted.irule() && difference.irule() == Difference.Irule.ABSENT) {
            warnings.add("there is no iRule " + Wanted.IRULE + " on the device to read these rules: add --irule");
        } else if (!wanted.irule() && difference.irule() == Difference.Irule.DIFFERS) {
            warnings.add("the iRule " + Wanted.IRULE
                    + " on the device is of another version, or was edited, and may not know all that these rules say:"
                    + " --irule replaces it");
        }
    }

    private void users(Owners owners) {
        if (users.isEmpty()) {
            warnings.add("no virtual server has the iRule and takes its rules from " + wanted.dataGroup()
                    + ", so they decide nothing yet: --virtual makes one do so");
        }
        for (VirtualServer server : users) {
            if (server.pool().isEmpty()
                    && !RoutingOptions.of(options, server.path()).serveAll()) {
                warnings.add("virtual server " + server.path()
                        + " has no default pool, so a request that no rule decides, such as one without a JSON body or"
                        + " with too large a one, is answered with error 503: set one, or the option defaultPool with"
                        + " --set");
            }
            Attachment attachment = Attachment.of(server, wanted.jsonProfile());
            boolean attached = wanted.virtual().filter(server.path()::equals).isPresent();
            if (!attachment.complete() && !attached) {
                warnings.add(owners.of(server.path())
                        .map(owner -> Ownership.stripped(attachment, owner))
                        .orElse("virtual server " + server.path() + " has " + attachment.missing()
                                + ", so no rule is asked there: --virtual attaches it"));
            }
        }
    }

    /** Pools by who names them. */
    private void pools() {
        Map<String, String> named = new LinkedHashMap<>();
        RuleSet.compile(wanted.records()).canonicalRecords().entrySet().stream()
                .sorted(Map.Entry.comparingByKey(StepOrder.NATURAL))
                .forEach(step ->
                        selected(step.getValue()).ifPresent(pool -> named.putIfAbsent(pool, "step " + step.getKey())));
        Stream.concat(Stream.of("*"), users.stream().map(VirtualServer::path))
                .forEach(server -> ofOptions(server, named));
        named.forEach((pool, who) -> {
            if (!exists(pool)) {
                warnings.add(who + " names pool " + pool + ", which does not exist on the device");
            }
        });
    }

    private void ofOptions(String server, Map<String, String> named) {
        RoutingOptions all = RoutingOptions.of(options, server);
        Map<Option, Optional<String>> pools = new EnumMap<>(Option.class);
        pools.put(Option.DEFAULT_POOL, all.defaultPool());
        pools.put(Option.MISSING, all.missing().flatMap(Warnings::pool));
        pools.put(Option.MALFORMED, all.malformed().flatMap(Warnings::pool));
        pools.put(Option.OVERSIZE, all.oversize().flatMap(Warnings::pool));
        pools.forEach((option, pool) -> pool.ifPresent(path -> named.putIfAbsent(path, "option " + option.of(server))));
    }

    private static Optional<String> pool(BodyPolicy policy) {
        return policy instanceof BodyPolicy.SelectPool select ? Optional.of(select.pool()) : Optional.empty();
    }

    private static Optional<String> selected(String step) {
        return step.startsWith(SELECT) ? Optional.of(step.substring(SELECT.length())) : Optional.empty();
    }

    private boolean exists(String pool) {
        try {
            device.pools().read(new PoolName(pool));
            return true;
        } catch (BigIpException.Absent absent) {
            return false;
        } catch (IllegalArgumentException noPath) {
            return false;
        }
    }
}
