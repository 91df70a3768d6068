package io.llmlb.sim.model.bigip;

/**
 * An iRule. Immutable; the emulator keeps its text and does not run it.
 *
 * @param fullPath {@code /Common/name}
 * @param text its Tcl
 * @param generation grows with every change of the configuration
 */
public record Rule(String fullPath, String text, long generation) {}
