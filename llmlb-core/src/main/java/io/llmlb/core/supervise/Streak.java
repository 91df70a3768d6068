package io.llmlb.core.supervise;

import java.time.Duration;
import java.time.Instant;

/**
 * Blocks with a gap, one after another: a gap lasts from the {@value #ENOUGH}rd in a row to the first block without, or
 * until nothing has been heard for ten minutes and for twice as long as the last block took.
 */
final class Streak {
    private static final int ENOUGH = 3;
    private static final Duration SHORTEST_MEMORY = Duration.ofMinutes(10);

    private int gaps;
    private Instant heard = Instant.EPOCH;
    private Duration memory = SHORTEST_MEMORY;

    void add(boolean gap, Instant now, Duration length) {
        gaps = gap ? Math.min(ENOUGH, gaps + 1) : 0;
        heard = now;
        Duration twice = length.multipliedBy(2);
        memory = twice.compareTo(SHORTEST_MEMORY) > 0 ? twice : SHORTEST_MEMORY;
    }

    boolean lasting(Instant now) {
        if (gaps > 0 && (now.isBefore(heard) || Duration.between(heard, now).compareTo(memory) > 0)) {
            gaps = 0;
        }
        return gaps == ENOUGH;
    }

    void forget() {
        gaps = 0;
    }
}
