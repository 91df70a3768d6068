package io.llmlb.core.guard;

import io.llmlb.core.MemberId;
import io.llmlb.core.decide.Weights;
import io.llmlb.core.observe.Observation;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * What an output guard may look at beside the weights themselves.
 *
 * @param members every member that must have a weight in the end
 * @param last the weights applied last; at start-up, what the device held. May lack members that are new
 * @param trusted the last weights that were decided on evidence; at start-up, what the device held
 * @param usual what members had in the last minutes of evidence, on average and in parts of the mean; members of which there
 *     was none are missing
 * @param blindFor how long there has been no evidence to decide on; zero while there is
 * @param serving for how long a member has been serving, where that is not from the start: since it joined the pool, came
 *     back to it, or began its counters anew. Members that were there from the start are missing
 * @param fresh samples of the members whose newest sample is young enough to be believed
 */
public record Situation(
        Set<MemberId> members,
        Weights last,
        Weights trusted,
        Weights usual,
        Duration blindFor,
        Map<MemberId, Duration> serving,
        Observation fresh) {
    /** Copies set and map. */
    public Situation {
        members = Set.copyOf(members);
        serving = Map.copyOf(serving);
    }
}
