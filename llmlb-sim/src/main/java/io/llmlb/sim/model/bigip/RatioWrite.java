package io.llmlb.sim.model.bigip;

import io.llmlb.core.PoolName;
import java.time.Instant;

/**
 * A ratio that a client wrote to the emulated BIG-IP.
 *
 * @param at when, by the emulator's clock
 * @param pool the pool
 * @param member the member's full path
 * @param ratio the new ratio
 */
public record RatioWrite(Instant at, PoolName pool, String member, int ratio) {}
