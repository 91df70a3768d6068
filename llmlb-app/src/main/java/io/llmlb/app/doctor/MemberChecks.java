package io.llmlb.app.doctor;

import io.llmlb.core.act.Availability;
import io.llmlb.core.act.PoolMember;
import java.util.ArrayList;
import java.util.List;

/** The members of a pool: whether there are some to balance, and whether each is a server. */
final class MemberChecks {
    /** Where Kubernetes puts NodePorts unless it is told otherwise. */
    private static final int FIRST_NODE_PORT = 30000;

    private static final int LAST_NODE_PORT = 32767;

    private final Report report;

    MemberChecks(Report report) {
        this.report = report;
    }

    void run(List<PoolMember> members) {
        availability(members);
        nodePorts(members);
    }

    private void availability(List<PoolMember> members) {
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
}
