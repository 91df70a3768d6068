package io.llmlb.sim.live.vllm;

import java.util.Random;

/** Draws what happens to each request for inference; always as many numbers, so that the draws do not shift. */
final class FaultDice {
    /** What happens to a request. */
    enum Fate {
        SERVED,
        ERROR,
        HANG,
        RESET,
        CUT
    }

    /**
     * What happens to one request.
     *
     * @param status of the error, if it is one
     */
    record Draw(Fate fate, int status) {}

    private final Random random;

    FaultDice(long seed) {
        random = new Random(seed);
    }

    Draw draw(Faults faults) {
        boolean reset = random.nextDouble() < faults.resetRate();
        boolean hang = random.nextDouble() < faults.hangRate();
        boolean error = random.nextDouble() < faults.errorRate();
        boolean cut = random.nextDouble() < faults.abortRate();
        int statuses = faults.errorStatuses().size();
        int status = faults.errorStatuses().get((int) (random.nextDouble() * statuses));
        if (reset) {
            return new Draw(Fate.RESET, status);
        }
        if (hang) {
            return new Draw(Fate.HANG, status);
        }
        return new Draw(error ? Fate.ERROR : cut ? Fate.CUT : Fate.SERVED, status);
    }
}
