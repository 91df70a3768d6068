package io.llmlb.core.decide;

import io.llmlb.core.MemberId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** What a law remembers of each member; forgotten when the member has been out of the pool for five minutes. */
final class PerMember<S> {
    private static final Duration KEEP = Duration.ofMinutes(5);

    private final Supplier<S> atFirst;
    private final Map<MemberId, S> states = new HashMap<>();
    private final Map<MemberId, Instant> seen = new HashMap<>();

    PerMember(Supplier<S> atFirst) {
        this.atFirst = atFirst;
    }

    /** These members are in the pool now; those long gone are forgotten. */
    void present(Instant now, Set<MemberId> members) {
        members.forEach(member -> seen.put(member, now));
        seen.replaceAll((member, at) -> at.isAfter(now) ? now : at); // the clock was put back
        seen.values().removeIf(at -> Duration.between(at, now).compareTo(KEEP) > 0);
        states.keySet().retainAll(seen.keySet());
    }

    /** The state of a member that is present, made when there is none. */
    S of(MemberId member) {
        return states.computeIfAbsent(member, unknown -> atFirst.get());
    }

    boolean knows(MemberId member) {
        return states.containsKey(member);
    }
}
