package io.llmlb.bigip;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmlb.core.MemberId;
import io.llmlb.core.PoolName;
import io.llmlb.core.act.PoolMember;
import io.llmlb.core.act.PoolState;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all pools of a partition in one request when several of them are asked for, and lets them share the answer for
 * half a second. A partition that holds mostly other pools is not read so, since the device would have to tell all of
 * them. Touched in the lane only.
 */
final class PartitionReader {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionReader.class);
    private static final String POOLS = "/mgmt/tm/ltm/pool";

    /** How long an answer is shared. */
    private static final Duration SHARED = Duration.ofMillis(500);

    /** How long ago a pool was asked for that counts as one of several. */
    private static final Duration LATELY = Duration.ofSeconds(10);

    /** How long a partition is left that cannot be read so. */
    private static final Duration UNFIT = Duration.ofMinutes(10);

    /** So many pools of a partition for each that is asked for are worth one request. */
    private static final int WORTH = 4;

    private static final int MANY = 20_000;

    /** What a partition is not read so for: until when, or until so many of its pools are asked for. */
    private record Unfit(Instant until, long enough) {}

    /** One pool of an answer: how it is, or why that cannot be read. */
    private record Found(
            @Nullable PoolState state, @Nullable BigIpException failure) {
        PoolState get() {
            if (state == null) {
                throw failure == null ? new IllegalStateException("neither a pool nor a failure") : failure;
            }
            return state;
        }
    }

    /** Holds what is of use, since the device tells ten times as much: megabytes, until the next one. */
    private record Answer(Instant at, URI from, Map<String, Found> pools) {}

    private final Line line;
    private final Map<PoolName, Instant> asked = new HashMap<>();
    private final Map<String, Answer> answers = new HashMap<>();
    private final Map<String, MemberId> members =
            new HashMap<>(); // by path: kept for long in many places, so only once
    private final Map<String, Unfit> unfit = new HashMap<>();

    PartitionReader(Line line) {
        this.line = line;
    }

    /** The pool, if it is to be read in this way and is in its partition's answer. */
    Optional<PoolState> read(PoolName pool) {
        Instant now = line.lane().clock().instant();
        String partition = pool.partition();
        asked.put(pool, now);
        asked.values().removeIf(at -> at.plus(LATELY).isBefore(now));
        long several = asked.keySet().stream()
                .filter(other -> other.partition().equals(partition))
                .count();
        Unfit known = unfit.get(partition);
        if (several < 2 || (known != null && now.isBefore(known.until) && several < known.enough)) {
            return Optional.empty();
        }
        Answer answer = answers.get(partition);
        if (answer == null || !isFresh(answer, now)) {
            if (members.size() > MANY) {
                members.clear(); // pods come and go
            }
            answer = ask(partition, several);
            answers.put(partition, answer);
        }
        return Optional.ofNullable(answer.pools.get(pool.path())).map(Found::get);
    }

    /** Forgets what was read of a pool before a write. */
    void written(PoolName pool) {
        Answer answer = answers.get(pool.partition());
        if (answer != null) {
            answer.pools.remove(pool.path());
        }
    }

    private boolean isFresh(Answer answer, Instant now) {
        return answer.from.equals(line.base()) && !now.isBefore(answer.at) && now.isBefore(answer.at.plus(SHARED));
    }

    /** An answer without any pool stands for one that is of no use. */
    private Answer ask(String partition, long several) {
        // Without $select: whether that leaves the members in is not known of every version.
        String query = "?$filter=partition%20eq%20" + ResourcePath.segment(partition) + "&expandSubcollections=true";
        Map<String, Found> pools = new HashMap<>();
        String why = null;
        try {
            ObjectNode json = line.get(POOLS, query);
            boolean members = false;
            for (JsonNode pool : json.path("items")) {
                pools.put(pool.path("fullPath").asText(), found(pool));
                members |= pool.path("membersReference").has("items");
            }
            // A pool without members, and a device that does not tell them here, look the same.
            why = members ? null : "no pool has members in the answer";
        } catch (BigIpException.Invalid refused) {
            why = refused.getMessage();
        }
        Instant now = line.lane().clock().instant();
        if (why != null) {
            unfit(partition, why, new Unfit(now.plus(UNFIT), Long.MAX_VALUE));
            return new Answer(now, line.base(), new HashMap<>());
        }
        long enough = (pools.size() + WORTH - 1L) / WORTH;
        if (several < enough) {
            String many = "it has " + pools.size() + " pools, and " + several + " are asked for";
            unfit(partition, many, new Unfit(now.plus(UNFIT), enough));
        }
        return new Answer(now, line.base(), pools);
    }

    private Found found(JsonNode pool) {
        try {
            PoolName name = new PoolName(pool.path("fullPath").asText());
            JsonNode items = pool.path("membersReference").path("items");
            return new Found(sharing(PoolReader.state(name, pool, items, line.base() + POOLS)), null);
        } catch (BigIpException unreadable) {
            return new Found(null, unreadable);
        } catch (IllegalArgumentException outOfForm) {
            return new Found(null, null); // nobody can ask for a pool of such a name
        }
    }

    private PoolState sharing(PoolState state) {
        List<PoolMember> shared = new ArrayList<>();
        for (PoolMember member : state.members()) {
            // The old one, unless the path leads to another member now.
            MemberId known =
                    members.compute(member.path(), (path, old) -> member.id().equals(old) ? old : member.id());
            shared.add(new PoolMember(known, member.path(), member.ratio(), member.availability()));
        }
        return new PoolState(state.pool(), state.mode(), state.modeName(), shared);
    }

    private void unfit(String partition, String why, Unfit found) {
        LOG.debug("Pools of /{} are read one by one: {}", partition, why);
        unfit.put(partition, found);
    }
}
