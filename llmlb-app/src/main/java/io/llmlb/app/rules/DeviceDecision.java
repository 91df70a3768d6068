package io.llmlb.app.rules;

import io.llmlb.rules.Decision;
import io.llmlb.rules.Explanation;
import io.llmlb.rules.RuleRequest;
import io.llmlb.rules.RuleSet;
import io.llmlb.rules.irule.BodyLimits;
import java.util.List;
import java.util.Optional;

/**
 * What a BIG-IP decides about a request: as the rules do, but for bodies that its JSON profile does not let them see.
 *
 * @param explanation of the decision
 * @param limit which limit the body passes, in words; empty when the rules see it
 */
public record DeviceDecision(Explanation explanation, Optional<String> limit) {
    /**
     * Decides. A body of too many bytes is oversize to the iRule; one of too many entries is not told apart from one that
     * is no JSON, so it is malformed.
     */
    public static DeviceDecision of(RuleSet rules, byte[] body, BodyLimits limits) {
        Optional<String> limit = limits.passedBy(body);
        if (limit.isEmpty()) {
            return new DeviceDecision(rules.explain(RuleRequest.ofBody(body)), limit);
        }
        String reason = body.length > limits.maximumBytes() ? "OVERSIZE_BODY" : "MALFORMED_BODY";
        Decision none = new Decision(Decision.Outcome.NONE, "", 0, "", "", List.of(), List.of(), reason, 0);
        return new DeviceDecision(new Explanation(none, List.of()), limit);
    }

    /** What becomes of a body that passes a limit, in one sentence; empty when none is passed. */
    public Optional<String> note() {
        String policy = explanation.decision().reason().equals("OVERSIZE_BODY") ? "oversize" : "malformed";
        return limit.map(why -> "BIG-IP asks no rule about this body: " + why + ". The iRule's policy for " + policy
                + " bodies serves it, or else the default pool");
    }
}
