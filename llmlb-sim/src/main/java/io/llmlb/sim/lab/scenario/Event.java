package io.llmlb.sim.lab.scenario;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * Something that happens in a run.
 *
 * @param at when, since the start
 * @param act what; keeps nothing, so that it can happen in many runs
 */
public record Event(Duration at, Consumer<Stage> act) {}
