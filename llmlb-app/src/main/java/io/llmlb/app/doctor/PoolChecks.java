package io.llmlb.app.doctor;

import io.llmlb.app.config.PoolConfig;
import io.llmlb.bigip.BigIp;
import io.llmlb.bigip.BigIpException;
import io.llmlb.bigip.Owner;
import io.llmlb.core.PoolName;
import io.llmlb.core.act.Availability;
import io.llmlb.core.act.Hold;
import io.llmlb.core.act.LoadBalancingMode;
import io.llmlb.core.act.PoolMember;
import io.llmlb.core.act.PoolState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A pool of the configuration on its BIG-IP: whether ratios can have effect there, and who else has a say. */
final class PoolChecks {
    /** Where Kubernetes puts NodePorts unless it is told otherwise. */
    private static final int FIRST_NODE_PORT = 30000;

    private static final int LAST_NODE_PORT = 32767;

    private final Report report;
    private final BigIp device;
    private final PoolConfig config;

    PoolChecks(Report report, BigIp device, PoolConfig config) {
        this.report = report;
        this.device = device;
        this.config = config;
    }

    /** The names of all checks, for where none can be done. */
    static void skip(Report report, String why) {
        report.skipped(why, "pool", "members", "mode", "entrance", "owner", "hold");
    }

    /** The pool as it is; empty when it cannot be read. */
    Optional<PoolState> run(Optional<RulesFound> rules) {
        PoolName pool = config.pool();
        Optional<PoolState> state = read(pool);
        if (state.isPresent()) {
            members(state.get().members());
            nodePorts(state.get().members());
            mode(state.get());
            report.run(
                    "entrance",
                    () -> device.pools().use(pool).ifPresent(use -> new EntranceChecks(report, pool).run(use, rules)));
        } else {
            report.skipped("the pool was not read", "members", "mode", "entrance");
        }
        report.run("owner", () -> owner(pool));
        report.run("hold", () -> hold(device.pools().hold(pool)));
        return state;
    }

    private Optional<PoolState> read(PoolName pool) {
        try {
            PoolState state = device.pools().read(pool);
            report.ok("pool", "is there");
            return Optional.of(state);
        } catch (BigIpException.Absent absent) {
            report.failed(
                    "pool",
                    "there is no such pool, or this user cannot see it",
                    "Check its full path; llmlb run waits for it to come");
        } catch (BigIpException failure) {
            report.failed("pool", failure);
        }
        return Optional.empty();
    }

    private void members(List<PoolMember> members) {
        List<PoolMember> disabled = with(members, Availability.DISABLED);
        List<PoolMember> down = with(members, Availability.DOWN);
        if (members.isEmpty()) {
            report.failed("members", "there is none", "Add members, or wait until AS3 or CIS does");
        } else if (disabled.size() + down.size() == members.size()) {
            report.failed("members", some(members, disabled, down), "Enable members, or look at what the monitor asks");
        } else if (!disabled.isEmpty() || !down.isEmpty()) {
            report.warning(
                    "members",
                    some(members, disabled, down),
                    "No request goes there: enable them, or look at the monitor");
        } else if (members.size() == 1) {
            report.info("members", "1, available: with a single one there is nothing to balance", "");
        } else {
            report.ok("members", members.size() + ", all available");
        }
    }

    private static List<PoolMember> with(List<PoolMember> members, Availability availability) {
        return members.stream()
                .filter(member -> member.availability() == availability)
                .toList();
    }

    private static String some(List<PoolMember> members, List<PoolMember> disabled, List<PoolMember> down) {
        List<String> words = new ArrayList<>();
        words.add(members.size() + " in all");
        if (!down.isEmpty()) {
            words.add(down.size() + " down (" + names(down) + ")");
        }
        if (!disabled.isEmpty()) {
            words.add(disabled.size() + " disabled (" + names(disabled) + ")");
        }
        return String.join(", ", words);
    }

    private static String names(List<PoolMember> members) {
        return Words.few(members.stream().map(PoolMember::id).toList());
    }

    private void nodePorts(List<PoolMember> members) {
        List<PoolMember> suspects = members.stream()
                .filter(member ->
                        member.id().port() >= FIRST_NODE_PORT && member.id().port() <= LAST_NODE_PORT)
                .toList();
        if (!suspects.isEmpty()) {
            report.warning(
                    "members",
                    names(suspects)
                            + " look like NodePorts, by their numbers (30000-32767): any server may answer behind"
                            + " one, so a ratio steers nothing",
                    "Let BIG-IP talk to each server itself: in CIS, pool-member-type cluster instead of nodeport");
        }
    }

    private void mode(PoolState state) {
        LoadBalancingMode mode = state.mode();
        String strategy = config.strategy();
        boolean auto = strategy.equals("auto");
        if (mode == LoadBalancingMode.RATIO) {
            report.ok("mode", state.modeName() + ", strategy " + strategy + (auto ? ": water-filling" : ""));
        } else if (mode == LoadBalancingMode.RATIO_LEAST_CONNECTIONS) {
            report.ok("mode", state.modeName() + ", strategy " + strategy + (auto ? ": capacity-trim" : ""));
        } else {
            String what = state.modeName() + " ignores ratios";
            String mend =
                    "Set loadBalancingMode to ratio-member (loadBalancingMethod: ratio-member in a CIS VirtualServer)";
            switch (config.mode()) {
                case RUN -> report.failed("mode", what, mend);
                case DRY_RUN -> report.warning("mode", what, mend);
                case NEUTRAL -> report.info("mode", what + ", which are all held at 1", "");
            }
        }
    }

    private void owner(PoolName pool) {
        try {
            Optional<Owner> owner = device.owner(pool.path());
            if (owner.isEmpty()) {
                report.ok("owner", "no AS3 declaration of its partition is known");
            } else {
                report.info(
                        "owner",
                        owner.get() + ": a post that changes the partition resets ratios to 1 and re-creates members of"
                                + " other ratios; llmlb sets them again",
                        "Before a planned change: llmlb neutral --hold 10m");
            }
        } catch (BigIpException.Denied denied) {
            report.info("owner", "not known, since this user may not ask AS3", "");
        }
    }

    private void hold(Optional<Hold> hold) {
        Optional<Hold> inForce = hold.filter(found -> Instant.now().isBefore(found.until()));
        if (inForce.isEmpty()) {
            report.ok("hold", "none");
        } else {
            report.warning(
                    "hold",
                    "controllers leave the pool alone until " + inForce.get().until() + ", as "
                            + inForce.get().by() + " asked",
                    "When the change is done: llmlb neutral --release");
        }
    }
}
