package io.llmlb.prometheus.vllm;

import io.llmlb.core.MemberId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * How a source of metrics fares: for a person, not for a decision.
 *
 * @param lastSuccess when it last answered, and wholly; empty when it never did
 * @param lastFailure its last failure, also when it has answered since; empty when it never failed
 * @param consecutiveFailures failures since the last success
 * @param members the members of the last call
 */
public record SourceHealth(
        Optional<Instant> lastSuccess,
        Optional<Failure> lastFailure,
        int consecutiveFailures,
        Map<MemberId, Member> members) {
    /** Copies the map. */
    public SourceHealth {
        members = Map.copyOf(members);
    }

    /**
     * A failure, or an answer that was not whole.
     *
     * @param at by the local clock
     * @param sentence what happened, and the mend
     */
    public record Failure(Instant at, String sentence) {}

    /**
     * What is known of one member.
     *
     * @param age the age of its newest sample, by the clock that stamped it; empty when there never was one
     * @param reason why the last answer has no sample of it; empty when it has
     */
    public record Member(Optional<Duration> age, String reason) {}
}
