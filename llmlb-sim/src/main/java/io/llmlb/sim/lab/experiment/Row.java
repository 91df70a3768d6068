package io.llmlb.sim.lab.experiment;

import java.util.OptionalDouble;

/**
 * What was measured in one run, of the requests that came after its warm-up; times in seconds. A request that is lost or
 * refused has no times and is not good.
 *
 * @param requests measured
 * @param failed of these, lost or refused
 * @param ttftP50 time to the first token, median
 * @param goodput part of the requests with a first token within 2 s and at most 100 ms for each further one, 0 to 1
 * @param imbalance mean over time of the coefficient of variation of requests in flight / capacity
 * @param writes PATCHes until the last request had come
 * @param churn mean change of the members' shares by ratio from second to second, half the sum of absolute differences
 * @param alarms how often a supervisor said that ratios did harm, until the last request had ended; 0 when none watches
 * @param firstAlarm of those, seconds after the first cycle
 * @param minuteP99 99th percentile of the time to the first token of those that came in the minute after a change
 * @param backlogGrowth requests in flight at the end of a change / those before it
 */
public record Row(
        Conditions conditions,
        String policy,
        long seed,
        long requests,
        long failed,
        double ttftP50,
        double ttftP90,
        double ttftP99,
        double tpotP99,
        double e2eP50,
        double e2eP99,
        double goodput,
        double imbalance,
        long writes,
        double churn,
        long alarms,
        OptionalDouble firstAlarm,
        OptionalDouble minuteP99,
        OptionalDouble backlogGrowth) {}
