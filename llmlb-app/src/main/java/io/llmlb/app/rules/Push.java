package io.llmlb.app.rules;

import io.llmlb.bigip.BigIp;
import io.llmlb.bigip.DataGroup;
import io.llmlb.rules.form.DeviceRecords;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes a BIG-IP hold what is wanted: looks first, then writes. Not for use by several threads. */
public final class Push {
    private final BigIp device;
    private final Wanted wanted;
    private final Found found;
    private final Owners owners;
    private final Difference difference;
    private final List<Act> acts;

    private Push(BigIp device, Wanted wanted) {
        this.device = device;
        this.wanted = wanted;
        this.found = Found.read(device, wanted);
        this.owners = new Owners(device);
        this.difference = Difference.between(found, wanted);
        this.acts = Acts.of(device, wanted, found, difference);
    }

    /**
     * Looks at the device. Writes nothing.
     *
     * @throws RulesException when there is no such virtual server as is meant
     * @throws io.llmlb.bigip.BigIpException when the device cannot be read
     */
    public static Push prepare(BigIp device, Wanted wanted) {
        return new Push(device, wanted);
    }

    /** What is not as wanted. */
    public Difference difference() {
        return difference;
    }

    /** What may not be as its writer thinks afterwards, a sentence each. */
    public List<String> warnings() {
        return Warnings.of(device, wanted, found, difference, owners);
    }

    /** What a virtual server lacks that AS3 declares, and why it does not stay; empty when nothing is lacking there. */
    public Optional<String> stripped() {
        return difference
                .attachment()
                .filter(attachment -> !attachment.complete())
                .flatMap(attachment ->
                        owners.of(attachment.virtual()).map(owner -> Ownership.stripped(attachment, owner)));
    }

    /** Why this must not be pushed; empty when it may be. */
    public Optional<RulesException> refusal(boolean force) {
        Optional<RulesException> ofServer = Ownership.ofServer(found, owners, difference);
        if (ofServer.isPresent()) {
            return ofServer;
        }
        Optional<RulesException> ofGroup =
                force ? Optional.empty() : Ownership.ofGroup(found, owners, wanted.dataGroup());
        return ofGroup.isPresent() ? ofGroup : unattachable();
    }

    /** What its owner is to declare for a virtual server to which nothing can be attached. */
    public List<String> instead() {
        return difference
                .attachment()
                .filter(attachment -> !attachment.complete())
                .flatMap(attachment -> owners.of(attachment.virtual())
                        .map(owner -> Ownership.instead(attachment, owner, wanted.jsonProfile())))
                .orElse(List.of());
    }

    /** What would be done, a line each. */
    public List<String> plan() {
        return acts.stream().map(Act::plan).toList();
    }

    /**
     * Does it. What is changed is kept in files before.
     *
     * @param kept told each of those files
     * @param done told each thing that is done
     * @throws RulesException when somebody else writes too, or the device does not hold what it was sent
     * @throws io.llmlb.bigip.BigIpException when the device fails or refuses; what was done until then stays
     */
    public void run(UndoFiles undo, Consumer<Path> kept, Consumer<String> done) {
        if (acts.isEmpty()) {
            return;
        }
        keep(undo);
        try {
            found.requireUnchanged(device, wanted.dataGroup(), "nothing was written");
        } catch (RulesException changed) {
            undo.discard();
            throw changed;
        }
        undo.written().forEach(kept);
        for (Act act : acts) {
            act.work().run();
            done.accept(act.result());
        }
    }

    /** What is missing for the virtual server to be given what it lacks. */
    private Optional<RulesException> unattachable() {
        Attachment lacks = difference.attachment().orElse(null);
        if (lacks == null) {
            return Optional.empty();
        }
        if (lacks.irule() && !wanted.irule() && difference.irule() == Difference.Irule.ABSENT) {
            return Optional.of(new RulesException(
                    found.bigip() + Wanted.IRULE,
                    "there is no such iRule to attach to virtual server " + lacks.virtual() + ", so nothing was sent",
                    "Add --irule"));
        }
        if (lacks.json()
                && device.virtualServers().jsonProfile(wanted.jsonProfile()).isEmpty()) {
            return Optional.of(new RulesException(
                    found.bigip() + wanted.jsonProfile(),
                    "there is no such JSON profile to attach to virtual server " + lacks.virtual()
                            + ", so nothing was sent",
                    "It takes BIG-IP 21; --json-profile names another"));
        }
        return Optional.empty();
    }

    private void keep(UndoFiles undo) {
        if (!difference.records().isEmpty()) {
            found.group().ifPresent(group -> keep(undo, group));
        }
        if (!difference.options().isEmpty()) {
            found.config().ifPresent(config -> keep(undo, config));
        }
        if (wanted.irule() && difference.irule() == Difference.Irule.DIFFERS) {
            found.irule().ifPresent(text -> undo.write(Wanted.IRULE, "tcl", text));
        }
    }

    private static void keep(UndoFiles undo, DataGroup group) {
        undo.write(group.path(), "json", new DeviceRecords(group.path(), group.records()).json());
    }
}
