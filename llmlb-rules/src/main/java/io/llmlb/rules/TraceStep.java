package io.llmlb.rules;

/**
 * One step of an explained decision, for example step {@code 1}, an {@code if}, that found {@code HighEndGPT} at
 * {@code .model}, which {@code matches_glob} the operand {@code *GPT}, and leads on to step {@code 2}.
 *
 * @param step its ID
 * @param action its first word: if, selectPool, rewrite or reject
 * @param subject what a condition looked at or a rewrite changes; else empty
 * @param excerpt the first 64 characters of what a condition found; part of the body, so not for logs
 * @param operator of a condition; else empty
 * @param operand of the condition, or the pool, value or status
 * @param result whether the condition held; true for what is none
 * @param reason why a condition did not hold: MISSING, TYPE, RANGE or NO_MATCH; else empty
 * @param next the step that follows; empty at the end
 */
public record TraceStep(
        String step,
        String action,
        String subject,
        String excerpt,
        String operator,
        String operand,
        boolean result,
        String reason,
        String next) {}
