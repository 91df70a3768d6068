package io.llmlb.app.status;

import io.llmlb.core.control.Cycle;
import io.llmlb.core.control.MemberCycle;
import io.llmlb.core.observe.Reading;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** Puts a cycle into data that other programs can read. */
public final class CycleData {
    private CycleData() {}

    /** The cycle as plain maps and lists, for JSON. */
    public static Map<String, Object> of(Cycle cycle) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("pool", cycle.pool().path());
        data.put("at", cycle.at().toString());
        data.put("tookMs", cycle.took().toMillis());
        data.put("decidedAfterMs", cycle.decidedAfter().toMillis());
        data.put("outcome", cycle.outcome().name().toLowerCase(Locale.ROOT));
        Shares shares = new Shares(cycle);
        data.put(
                "members",
                cycle.members().stream().map(member -> of(member, shares)).toList());
        data.put("guards", cycle.guarded());
        data.put("harm", cycle.harm().status().name().toLowerCase(Locale.ROOT));
        cycle.others().standby().ifPresent(why -> data.put("standby", why));
        data.put("changedByOthers", cycle.others().changed());
        data.put("changedByOthersSinceStart", cycle.others().changedSinceStart());
        cycle.others().waitsUntil().ifPresent(until -> data.put("waitsUntil", until.toString()));
        cycle.others().hold().ifPresent(hold -> {
            data.put("heldUntil", hold.until().toString());
            data.put("heldBy", hold.by());
        });
        data.put("notes", cycle.notes());
        cycle.problem().ifPresent(problem -> {
            data.put("problem", problem.getMessage());
            data.put("problemKind", problem.kind().name().toLowerCase(Locale.ROOT));
        });
        return data;
    }

    private static Map<String, Object> of(MemberCycle member, Shares shares) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("member", member.member().id().toString());
        data.put("name", member.member().path());
        data.put("availability", member.member().availability().name().toLowerCase(Locale.ROOT));
        member.age().ifPresent(age -> data.put("ageMs", age.toMillis()));
        data.put("signals", member.weight().terms());
        data.put("reading", of(member.reading()));
        shares.asked(member).ifPresent(share -> data.put("askedShare", share));
        data.put("guards", member.guards());
        data.put("weight", member.weight().value());
        data.put("share", shares.decided(member));
        data.put("ratioBefore", member.member().ratio());
        data.put("ratioWanted", member.wanted());
        data.put("ratio", member.ratio());
        data.put("ratioInForce", member.inForce());
        data.put("ratioShare", shares.given(member));
        data.put("outcome", member.outcome().name().toLowerCase(Locale.ROOT));
        data.put("reason", member.weight().reason());
        return data;
    }

    private static Map<String, Object> of(Reading reading) {
        Map<String, Object> data = new LinkedHashMap<>();
        reading.running().ifPresent(running -> data.put("running", running));
        reading.waiting().ifPresent(waiting -> data.put("waiting", waiting));
        reading.kvCacheUsage().ifPresent(usage -> data.put("kvCacheUsage", usage));
        millis(reading.timeToFirstToken()).ifPresent(millis -> data.put("ttftMs", millis));
        return data;
    }

    static OptionalDouble millis(OptionalDouble seconds) {
        return seconds.isPresent() ? OptionalDouble.of(1000 * seconds.getAsDouble()) : seconds;
    }
}
