package io.llmlb.rules;

import java.util.List;

/**
 * What a rule set says about one request. Holds nothing of the body.
 *
 * <pre>{@code
 * Decision decision = rules.decide(RuleRequest.ofBody(body));
 * switch (decision.outcome()) {
 *     case SELECT_POOL -> forward(decision.pool(), rules.rewrite(body, decision));
 *     case REJECT -> answer(decision.status(), decision.message());
 *     case NONE -> forward(defaultPool, body); // decision.reason() says why
 * }
 * }</pre>
 *
 * @param outcome what to do
 * @param pool the pool's full path; empty unless the outcome is SELECT_POOL
 * @param status the HTTP status, 400 to 599; 0 unless the outcome is REJECT
 * @param message for the client, perhaps empty; empty unless the outcome is REJECT
 * @param step the last step visited, or empty
 * @param path the steps visited, in order
 * @param rewrites changes to the body, in the order they were asked for; empty unless the outcome is SELECT_POOL
 * @param reason one word unless a step decided: EMPTY_BODY, MALFORMED_BODY, OVERSIZE_BODY, DUPLICATE_KEY, LOOP or
 *     NO_MATCH; else empty
 * @param offset where a body that cannot be used stops being one, in bytes; else 0
 */
public record Decision(
        Outcome outcome,
        String pool,
        int status,
        String message,
        String step,
        List<String> path,
        List<Rewrite> rewrites,
        String reason,
        long offset) {

    /** What to do with a request. */
    public enum Outcome {
        /** Send it to a pool. */
        SELECT_POOL,
        /** Answer it with an HTTP error. */
        REJECT,
        /** Nothing: the rules could not be asked, or say nothing; a default pool serves it. */
        NONE
    }

    /** Copies the lists. */
    public Decision {
        path = List.copyOf(path);
        rewrites = List.copyOf(rewrites);
    }

    static Decision none(List<String> path, String reason, long offset) {
        String last = path.isEmpty() ? "" : path.get(path.size() - 1);
        return new Decision(Outcome.NONE, "", 0, "", last, path, List.of(), reason, offset);
    }
}
