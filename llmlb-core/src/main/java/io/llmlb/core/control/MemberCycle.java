package io.llmlb.core.control;

import io.llmlb.core.act.PoolMember;
import io.llmlb.core.act.WriteReport;
import io.llmlb.core.decide.Weight;
import java.time.Duration;
import java.util.Optional;

/**
 * One member in one cycle: what was known, what was wanted, what was done, and why.
 *
 * @param member the member as the device showed it; its ratio is the one before this cycle
 * @param age the age of its newest sample; empty when there is none
 * @param weight what it is worth after all guards, with the terms and the reason
 * @param ratio the ratio that was sent, or would be
 * @param wanted the ratio to come to; another than {@code ratio} when the device's budget allows only a step now
 * @param outcome what became of the write
 */
public record MemberCycle(
        PoolMember member, Optional<Duration> age, Weight weight, int ratio, int wanted, WriteReport.Outcome outcome) {}
