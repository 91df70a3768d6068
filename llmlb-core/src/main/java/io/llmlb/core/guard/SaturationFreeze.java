package io.llmlb.core.guard;

import io.llmlb.core.decide.Weights;
import io.llmlb.core.observe.SampleWindow;
import io.llmlb.core.observe.Signal;

/**
 * While every server is full the last weights stay: nobody can take more, so shifting load from one queue to another
 * helps no request, and only what was learned before tells who works the queues off faster. Full is who has requests
 * waiting and more than a part of its KV cache in use; a server that does not tell is not.
 */
public final class SaturationFreeze implements OutputGuard {
    private final double kvCacheUsage;

    /**
     * @param kvCacheUsage the part of the KV cache above which a server is full, 0 to 1
     */
    public SaturationFreeze(double kvCacheUsage) {
        if (!(kvCacheUsage >= 0 && kvCacheUsage <= 1)) {
            throw new IllegalArgumentException("a KV cache usage is 0 to 1, but this is " + kvCacheUsage);
        }
        this.kvCacheUsage = kvCacheUsage;
    }

    @Override
    public String name() {
        return "saturation-freeze";
    }

    @Override
    public Weights guard(Weights wanted, Situation situation) {
        boolean allFull = situation.members().stream()
                .allMatch(member -> full(situation.fresh().of(member)));
        if (!allFull || situation.members().isEmpty()) {
            return wanted;
        }
        CommonShares shares = CommonShares.of(situation.last(), wanted);
        return shares.replace(wanted, shares.last(), "every server is full, so held");
    }

    private boolean full(SampleWindow samples) {
        return samples.latest(Signal.WAITING).orElse(0) > 0
                && samples.latest(Signal.KV_CACHE_USAGE).orElse(0) > kvCacheUsage;
    }
}
