package io.llmlb.app.rules;

import io.llmlb.bigip.BigIp;
import io.llmlb.bigip.VirtualServer;
import io.llmlb.rules.irule.InferenceBodyBasedRouting;
import io.llmlb.rules.irule.InferenceBodyBasedRouting.Option;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The writes that make a BIG-IP what is wanted, in an order in which any of them may fail and requests are still decided
 * by the old rules, whole:
 *
 * <ol>
 *   <li>Profiles, which change no decision: without the iRule nothing asks them, and a device may refuse an iRule, also a
 *       new text of one that is attached, where the profiles of its events are missing.
 *   <li>The iRule: a newer one knows all that older rules say, but an older one not all that newer rules say.
 *   <li>Options, so that no new rules are ever in force without the options that came with them. Unless they make the
 *       virtual server change from one data group to another: then the records come first, so that it finds them.
 *   <li>The records, all at once.
 *   <li>The iRule on the virtual server, which then finds all the rest.
 * </ol>
 */
final class Acts {
    private final BigIp device;
    private final Wanted wanted;
    private final Found found;
    private final Difference difference;
    private final List<Act> acts = new ArrayList<>();

    private Acts(BigIp device, Wanted wanted, Found found, Difference difference) {
        this.device = device;
        this.wanted = wanted;
        this.found = found;
        this.difference = difference;
    }

    static List<Act> of(BigIp device, Wanted wanted, Found found, Difference difference) {
        Acts acts = new Acts(device, wanted, found, difference);
        boolean changesGroup = wanted.virtual()
                .filter(server -> difference.options().stream()
                        .anyMatch(option -> option.name().equals(Option.RULES.of(server))))
                .isPresent();
        difference.attachment().ifPresent(acts::profiles);
        acts.irule();
        if (!changesGroup) {
            acts.options();
        }
        acts.records();
        if (changesGroup) {
            acts.options();
        }
        difference.attachment().ifPresent(acts::attach);
        return acts.acts;
    }

    private void irule() {
        if (!wanted.irule() || difference.irule() == Difference.Irule.SAME) {
            return;
        }
        boolean create = difference.irule() == Difference.Irule.ABSENT;
        add(
                create ? "create" : "update",
                create ? "created" : "updated",
                "iRule " + Wanted.IRULE,
                () -> device.irules().write(Wanted.IRULE, InferenceBodyBasedRouting.text()));
    }

    private void profiles(Attachment lacks) {
        if (lacks.http()) {
            profile(lacks.virtual(), Wanted.HTTP_PROFILE);
        }
        if (lacks.json()) {
            profile(lacks.virtual(), wanted.jsonProfile());
        }
    }

    private void profile(String virtual, String profile) {
        add(
                "attach",
                "attached",
                "profile " + profile + " to virtual server " + virtual,
                () -> device.virtualServers().attachProfile(virtual, profile));
    }

    private void attach(Attachment lacks) {
        if (!lacks.irule()) {
            return;
        }
        String virtual = lacks.virtual();
        add("attach", "attached", "iRule " + Wanted.IRULE + " to virtual server " + virtual, () -> {
            VirtualServer now = device.virtualServers()
                    .read(virtual)
                    .orElseThrow(() -> new RulesException(
                            found.bigip() + virtual, "the virtual server was removed meanwhile", ""));
            List<String> rules = new ArrayList<>(now.rules());
            if (!Wanted.carriesIrule(now)) {
                rules.add(Wanted.IRULE);
                device.virtualServers().rules(virtual, rules);
            }
        });
    }

    private void options() {
        if (difference.options().isEmpty()) {
            return;
        }
        Map<String, String> records = new TreeMap<>();
        difference.options().forEach(option -> records.put(option.name(), String.valueOf(option.after())));
        boolean create = found.config().isEmpty();
        String what = String.join(", ", records.keySet());
        String config = InferenceBodyBasedRouting.CONFIG;
        add("set", "set", what + (create ? " in a new data group " : " in data group ") + config, () -> {
            found.requireOptionsUnchanged(device);
            Map<String, String> all = new TreeMap<>(found.options());
            all.putAll(records);
            if (create) {
                device.dataGroups().create(config, all);
            } else {
                // Not merged by the client, which cannot know that the backslashes of other records are the device's
                // own.
                device.dataGroups().replace(config, all);
            }
            requireSame(config, all, Found.plain(device.dataGroups().read(config)));
        });
    }

    private void records() {
        if (!difference.absent() && difference.records().isEmpty()) {
            return;
        }
        String path = wanted.dataGroup();
        String count = wanted.records().size() + " records";
        add(
                difference.absent() ? "create" : "replace",
                difference.absent() ? "created" : "replaced",
                (difference.absent() ? "data group " + path + " with " : "the records of data group " + path + " by ")
                        + count,
                () -> {
                    found.requireUnchanged(device, path, "its records were not replaced");
                    if (difference.absent()) {
                        device.dataGroups().create(path, wanted.records());
                    } else {
                        device.dataGroups().replace(path, wanted.records());
                    }
                    requireSame(
                            path,
                            wanted.records(),
                            Found.plain(device.dataGroups().read(path)));
                });
    }

    /** What was written must be there. */
    private void requireSame(String path, Map<String, String> written, Map<String, String> there) {
        List<RecordChange> changes = RecordChange.between(written, there);
        if (!changes.isEmpty()) {
            throw new RulesException(
                    found.bigip() + path,
                    "the device was sent " + written.size() + " records and now holds others, first of all "
                            + changes.get(0).name(),
                    "Somebody else may have written too: look with llmlb rules diff, and push again");
        }
    }

    private void add(String verb, String past, String object, Runnable work) {
        acts.add(new Act(verb, past, object, work));
    }
}
