package io.llmlb.sim.model.vllm;

import java.util.OptionalDouble;

/** The number behind a gauge or a counter. */
final class Value {
    private double value;
    private OptionalDouble shown = OptionalDouble.empty();
    private boolean used;

    void set(double to) {
        value = to;
        used = true;
    }

    void add(double more) {
        value += more;
        used = true;
    }

    double value() {
        return value;
    }

    /** Tells another number than the true one; the true one again when empty. */
    void show(OptionalDouble other) {
        shown = other;
        used |= other.isPresent();
    }

    double shown() {
        return shown.orElse(value);
    }

    boolean used() {
        return used;
    }
}
