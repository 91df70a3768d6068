package io.llmlb.sim.live.vllm;

/**
 * What can be changed while a server runs. Immutable.
 *
 * @param slowFactor how many times as long as the profile says every further step takes
 * @param faults what goes wrong
 * @param fakes what {@code /metrics} makes up
 * @param fakedSince clock reading when {@code fakes} were set, nanoseconds
 */
record Settings(double slowFactor, Faults faults, FakeMetrics fakes, long fakedSince) {
    static final Settings PLAIN = new Settings(1, Faults.NONE, FakeMetrics.NONE, 0);

    Settings {
        if (!(slowFactor > 0) || Double.isInfinite(slowFactor)) {
            throw new IllegalArgumentException("a slow factor is positive and finite, but this is " + slowFactor);
        }
    }

    Settings withSlowFactor(double factor) {
        return new Settings(factor, faults, fakes, fakedSince);
    }

    Settings withFaults(Faults other) {
        return new Settings(slowFactor, other, fakes, fakedSince);
    }

    Settings withFakes(FakeMetrics other, long now) {
        return new Settings(slowFactor, faults, other, now);
    }
}
