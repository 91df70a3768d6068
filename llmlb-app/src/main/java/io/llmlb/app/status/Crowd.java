package io.llmlb.app.status;

import io.llmlb.core.PoolName;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps what many pools have to say at once short: of pools that say the same, five are told in a minute, and the next time
 * how many more there were. Thread-safe.
 */
final class Crowd {
    private static final int TOLD = 5;
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MOST_KINDS = 1_000;

    private static final class Kind {
        private Instant since;
        private int told;
        private int untold;

        private Kind(Instant since) {
            this.since = since;
        }
    }

    private final Map<String, Kind> kinds = new HashMap<>();

    /** The words as they are to be told; empty when they are not. */
    synchronized Optional<String> tell(PoolName pool, String words, Instant now) {
        if (kinds.size() > MOST_KINDS) {
            kinds.clear();
        }
        Kind kind = kinds.computeIfAbsent(kind(pool, words), first -> new Kind(now));
        int before = 0;
        if (now.isBefore(kind.since) || !now.isBefore(kind.since.plus(MINUTE))) {
            before = kind.untold;
            kind.since = now;
            kind.told = 0;
            kind.untold = 0;
        }
        if (kind.told == TOLD) {
            kind.untold++;
            return Optional.empty();
        }
        kind.told++;
        return Optional.of(before == 0 ? words : words + " (and " + before + " pools more)");
    }

    /** Numbers in a message (an age, an operation's id) change while the trouble stays. */
    static boolean same(String one, String other) {
        return withoutNumbers(one).equals(withoutNumbers(other));
    }

    private static String kind(PoolName pool, String words) {
        String path = pool.path();
        return withoutNumbers(words.replace(path, "*").replace(path.replace('/', '~'), "*"));
    }

    private static String withoutNumbers(String words) {
        return words.replaceAll("\\d+", "0");
    }
}
