package io.llmlb.core.guard;

import io.llmlb.core.MemberId;
import io.llmlb.core.decide.Weights;
import java.time.Duration;
import java.util.Set;

/**
 * What an output guard may look at beside the weights themselves.
 *
 * @param members every member that must have a weight in the end
 * @param last the weights applied last; at start-up, what the device held. May lack members that are new
 * @param trusted the last weights that were decided on evidence; at start-up, what the device held
 * @param blindFor how long there has been no evidence to decide on; zero while there is
 */
public record Situation(Set<MemberId> members, Weights last, Weights trusted, Duration blindFor) {
    /** Copies the set. */
    public Situation {
        members = Set.copyOf(members);
    }
}
