package io.llmlb.bigip;

import com.fasterxml.jackson.databind.JsonNode;
import io.llmlb.core.PoolName;
import io.llmlb.core.act.PoolUse;
import io.llmlb.core.act.PoolUse.Entrance;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which virtual servers lead to a pool: one small request for all of them, and one for the profiles of each that does.
 * Those with the pool as default pool come first; those with an iRule are told too, as it may select any pool.
 *
 * <p>The names and forms of {@code persist} and {@code fallbackPersistence} are inferred from tmsh's {@code persist} and
 * {@code fallback-persistence}, as iControl REST names all else; a list of objects and plain text are both read.
 */
final class PoolUseReader {
    private static final String KEYS = "?$select=fullPath,pool,rules,disabled";
    private static final String WITH_PROFILES = "?expandSubcollections=true";

    /** More are not asked for: each costs a request. */
    private static final int MOST = 8;

    private final Resources servers;

    PoolUseReader(Line line) {
        servers = new Resources(line, "/mgmt/tm/ltm/virtual", "a virtual server");
    }

    PoolUse read(PoolName pool) {
        VirtualServerReader reader = new VirtualServerReader(servers::invalid);
        List<String> certain = new ArrayList<>();
        List<String> possible = new ArrayList<>();
        for (JsonNode item : reader.items(servers.list(KEYS))) {
            String path = item.path("fullPath").asText();
            if (!ResourcePath.isFullPath(path) || item.path("disabled").asBoolean()) {
                continue;
            }
            if (item.path("pool").asText().equals(pool.path())) {
                certain.add(path);
            } else if (!item.path("rules").isEmpty()) {
                possible.add(path);
            }
        }
        List<Entrance> entrances = new ArrayList<>();
        for (String path : certain) {
            entrance(path, true, entrances);
        }
        for (String path : possible) {
            entrance(path, false, entrances);
        }
        entrances.sort(Comparator.comparing(Entrance::virtualServer));
        return new PoolUse(entrances);
    }

    private void entrance(String path, boolean certain, List<Entrance> entrances) {
        if (entrances.size() < MOST) {
            servers.find(path, WITH_PROFILES)
                    .map(json -> entrance(json, certain))
                    .ifPresent(entrances::add);
        }
    }

    private Entrance entrance(JsonNode json, boolean certain) {
        VirtualServer server = new VirtualServerReader(servers::invalid).read(json);
        return new Entrance(
                server.path(), certain, mayHave(server, "http"), mayHave(server, "one-connect"), persistence(json));
    }

    /** Where the device does not tell the kind of a profile, it may be any. */
    private static boolean mayHave(VirtualServer server, String kind) {
        return server.profile(kind).isPresent() || server.profile("").isPresent();
    }

    private static String persistence(JsonNode json) {
        JsonNode first = json.path("persist");
        String name = first.isArray()
                ? first.path(0).path("name").asText(first.path(0).asText())
                : first.asText();
        return Optional.of(name)
                .filter(PoolUseReader::isName)
                .or(() -> Optional.of(json.path("fallbackPersistence").asText()).filter(PoolUseReader::isName))
                .orElse("");
    }

    private static boolean isName(String text) {
        return !text.isEmpty() && !text.equals("none");
    }
}
