package io.llmlb.prometheus.vllm;

import io.llmlb.core.MemberId;
import io.llmlb.core.observe.SampleWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps what {@link SourceHealth} tells. Safe for use by several threads. */
final class Ledger {
    private final InstantSource clock;
    private final Map<MemberId, Instant> newest = new HashMap<>();
    private final Map<MemberId, String> reasons = new HashMap<>();
    private Duration ahead = Duration.ZERO;
    private @Nullable Instant lastSuccess;
    private SourceHealth.@Nullable Failure lastFailure;
    private int failures;

    Ledger(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * What an answer says of the members.
     *
     * @param why the reason of each member that has no window
     * @param clockAhead how far the clock that stamps the samples is ahead of the local one
     */
    synchronized void members(
            Set<MemberId> members,
            Map<MemberId, SampleWindow> windows,
            Map<MemberId, String> why,
            Duration clockAhead) {
        only(members);
        ahead = clockAhead;
        for (MemberId member : members) {
            reasons.put(member, why.getOrDefault(member, ""));
            windows.getOrDefault(member, SampleWindow.EMPTY).newest().ifPresent(at -> newest.put(member, at));
        }
    }

    synchronized void succeeded() {
        lastSuccess = clock.instant();
        failures = 0;
    }

    /** A failure that says nothing of single members. */
    synchronized void failed(Set<MemberId> members, String sentence) {
        only(members);
        members.forEach(member -> reasons.putIfAbsent(member, "the source has not answered yet"));
        lastFailure = new SourceHealth.Failure(clock.instant(), sentence);
        failures++;
    }

    synchronized SourceHealth health() {
        Instant now = clock.instant().plus(ahead);
        Map<MemberId, SourceHealth.Member> members = new HashMap<>();
        reasons.forEach((member, reason) -> {
            Optional<Duration> age = Optional.ofNullable(newest.get(member))
                    .map(at -> at.isAfter(now) ? Duration.ZERO : Duration.between(at, now));
            members.put(member, new SourceHealth.Member(age, reason));
        });
        return new SourceHealth(Optional.ofNullable(lastSuccess), Optional.ofNullable(lastFailure), failures, members);
    }

    private void only(Set<MemberId> members) {
        reasons.keySet().retainAll(members);
        newest.keySet().retainAll(members);
    }
}
