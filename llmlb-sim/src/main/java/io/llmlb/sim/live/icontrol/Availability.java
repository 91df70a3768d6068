package io.llmlb.sim.live.icontrol;

import io.llmlb.sim.model.bigip.Member;
import java.util.List;
import java.util.Locale;

/** The status of a member or a pool, and its reason in the device's words. */
enum Availability {
    AVAILABLE,
    OFFLINE,
    UNKNOWN;

    static Availability of(Member member) {
        if (member.forcedDown()) {
            return OFFLINE;
        }
        return switch (member.health()) {
            case UP -> AVAILABLE;
            case DOWN -> OFFLINE;
            case UNCHECKED, CHECKING -> UNKNOWN;
        };
    }

    /** A pool is as good as its best member. */
    static Availability of(List<Member> members) {
        List<Availability> all = members.stream().map(Availability::of).toList();
        if (all.contains(AVAILABLE)) {
            return AVAILABLE;
        }
        return all.isEmpty() || all.contains(UNKNOWN) ? UNKNOWN : OFFLINE;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String ofPool() {
        return switch (this) {
            case AVAILABLE -> "The pool is available";
            case OFFLINE -> "The children pool member(s) are down";
            case UNKNOWN ->
                "The children pool member(s) either don't have service checking enabled, or service check"
                        + " results are not available yet";
        };
    }

    static String reason(Member member) {
        if (member.forcedDown()) {
            // From memory.
            return "Forced down";
        }
        return switch (member.health()) {
            case UP -> "Pool member is available";
            case DOWN -> "Pool member has been marked down by a monitor";
            case UNCHECKED -> "Pool member does not have service checking enabled";
            // Invented: the device's text is not known.
            case CHECKING -> "Pool member's service check results are not available yet";
        };
    }
}
