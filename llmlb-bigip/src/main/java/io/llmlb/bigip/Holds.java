package io.llmlb.bigip;

import io.llmlb.core.PoolName;
import io.llmlb.core.act.Hold;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Holds on pools, kept where every controller of a BIG-IP sees them: as records of the data group {@value #PATH}, which no
 * AS3 declaration touches. The name of a record is a pool's full path, its value when the hold ends and who asked for it:
 * {@code 2026-03-01T10:00:00Z ann@ops}. A value that is none holds the pool as long as it is there. Failures are
 * {@link BigIpException}s.
 */
public final class Holds {
    /** Where holds are. */
    public static final String PATH = "/Common/llmlb_hold";

    /** How long an answer is shared among the pools of a device. */
    private static final Duration SHARED = Duration.ofSeconds(5);

    private static final Instant FOREVER = Instant.parse("9999-12-31T23:59:59Z");
    private static final Pattern NOT_PLAIN = Pattern.compile("[^A-Za-z0-9_.@-]+");
    private static final int LONGEST_NAME = 64;

    private final Line line;
    private final DataGroups groups;
    private Map<String, String> seen = Map.of(); // touched in the lane only
    private @Nullable Instant seenAt;

    Holds(Line line, DataGroups groups) {
        this.line = line;
        this.groups = groups;
    }

    /** The hold on a pool, also one that has ended; up to 5 seconds old. */
    public Optional<Hold> find(PoolName pool) {
        return line.inOneTurn(PATH, () -> Optional.ofNullable(shared().get(pool.path())))
                .map(text -> hold(pool, text));
    }

    /**
     * Holds these pools. A controller obeys within its interval and 5 seconds.
     *
     * @param until when it ends by itself
     * @param by who asks for it; what is no letter, digit, or one of {@code _ . @ -} becomes a dash
     */
    public void place(Collection<PoolName> pools, Instant until, String by) {
        String plain = NOT_PLAIN.matcher(by.strip()).replaceAll("-");
        String name = plain.isEmpty() ? "somebody" : plain.substring(0, Math.min(LONGEST_NAME, plain.length()));
        Map<String, String> records = new TreeMap<>();
        pools.forEach(pool -> records.put(pool.path(), until + " " + name));
        line.inOneTurn(PATH, () -> {
            seenAt = null;
            return groups.read(PATH).isPresent() ? groups.merge(PATH, records) : groups.create(PATH, records);
        });
    }

    /** Ends the holds on these pools; those that are not held stay so. */
    public void release(Collection<PoolName> pools) {
        line.inOneTurn(PATH, () -> {
            seenAt = null;
            Map<String, String> records =
                    new TreeMap<>(groups.read(PATH).map(DataGroup::records).orElse(new TreeMap<>()));
            boolean any = false;
            for (PoolName pool : pools) {
                any |= records.remove(pool.path()) != null;
            }
            return any ? groups.replace(PATH, records).records() : records;
        });
    }

    private Map<String, String> shared() {
        Instant now = line.lane().clock().instant();
        if (seenAt == null || now.isBefore(seenAt) || !now.isBefore(seenAt.plus(SHARED))) {
            seen = groups.read(PATH)
                    .map(found -> (Map<String, String>) found.records())
                    .orElse(Map.of());
            seenAt = now;
        }
        return seen;
    }

    private static Hold hold(PoolName pool, String text) {
        String[] parts = text.strip().split("\\s+", 2);
        try {
            return new Hold(pool, Instant.parse(parts[0]), parts.length > 1 ? Call.line(parts[1]) : "somebody");
        } catch (DateTimeParseException notOne) {
            return new Hold(
                    pool,
                    FOREVER,
                    "a record in " + PATH + " that does not begin with a time (\"" + Call.line(text) + "\")");
        }
    }
}
