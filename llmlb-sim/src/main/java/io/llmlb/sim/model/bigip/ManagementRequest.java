package io.llmlb.sim.model.bigip;

import java.time.Instant;

/**
 * A request to the management interface of the emulated BIG-IP.
 *
 * @param at when it came, by the emulator's clock
 * @param user whose token came with it; empty when none did that is known
 * @param line method and path without the query, apart by a blank
 */
public record ManagementRequest(Instant at, String user, String line) {}
