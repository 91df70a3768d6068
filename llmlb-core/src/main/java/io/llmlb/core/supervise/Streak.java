package io.llmlb.core.supervise;

import java.time.Duration;
import java.time.Instant;

/**
 * Blocks with a gap, one after another: a gap lasts from the {@value #ENOUGH}rd in a row to the first block without, or
 * until nothing has been heard for ten minutes and for twice as long as the last block took. All of them taken together
 * must have a gap too: a device that goes through its ratios in long rounds is off now this way and now that.
 */
final class Streak {
    private static final int ENOUGH = 3;
    private static final Duration SHORTEST_MEMORY = Duration.ofMinutes(10);

    private int gaps;
    private Tally together = new Tally();
    private boolean lasting;
    private Instant heard = Instant.EPOCH;
    private Duration memory = SHORTEST_MEMORY;

    void add(Tally block, Instant now, Duration length) {
        if (block.gap()) {
            gaps++;
            together.add(block);
            lasting |= gaps >= ENOUGH && together.gap();
        } else {
            forget();
        }
        heard = now;
        Duration twice = length.multipliedBy(2);
        memory = twice.compareTo(SHORTEST_MEMORY) > 0 ? twice : SHORTEST_MEMORY;
    }

    boolean lasting(Instant now) {
        if (now.isBefore(heard) || Duration.between(heard, now).compareTo(memory) > 0) {
            forget();
        }
        return lasting;
    }

    void forget() {
        gaps = 0;
        together = new Tally();
        lasting = false;
    }
}
