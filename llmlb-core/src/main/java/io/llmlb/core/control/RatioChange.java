package io.llmlb.core.control;

import io.llmlb.core.MemberId;

/**
 * A ratio that somebody else has changed.
 *
 * @param member whose
 * @param from what this loop had put there, or left there, and saw confirmed
 * @param to what the device shows now
 */
public record RatioChange(MemberId member, int from, int to) {}
