package io.llmlb.sim.model.trace;

/**
 * One request of a trace.
 *
 * @param arrivalNanos nanoseconds since the trace began
 * @param inputTokens length of the prompt
 * @param outputTokens length of the answer
 */
public record TraceRequest(long arrivalNanos, int inputTokens, int outputTokens) {}
