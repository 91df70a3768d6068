package io.llmlb.app.rules;

import io.llmlb.bigip.VirtualServer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a virtual server lacks to route by rules.
 *
 * @param virtual its full path
 * @param http whether it has no HTTP profile
 * @param json whether it has no JSON profile
 * @param irule whether it has not the iRule
 */
public record Attachment(String virtual, boolean http, boolean json, boolean irule) {
    /** What this one lacks, of which a profile of a kind that is not told may be the usual one. */
    public static Attachment of(VirtualServer server, String jsonProfile) {
        return new Attachment(
                server.path(),
                lacks(server, "http", Wanted.HTTP_PROFILE),
                lacks(server, "json", jsonProfile),
                !Wanted.carriesIrule(server));
    }

    /** Some devices do not tell what kind a profile is of; its name then has to do. */
    private static boolean lacks(VirtualServer server, String kind, String usual) {
        return server.profile(kind).isEmpty()
                && !server.profiles().getOrDefault(usual, "?").isEmpty();
    }

    /** Whether it lacks nothing. */
    public boolean complete() {
        return !http && !json && !irule;
    }

    /** What is missing, in words, such as {@code no JSON profile and not the iRule}. */
    String missing() {
        List<String> words = new ArrayList<>();
        if (http) {
            words.add("no HTTP profile");
        }
        if (json) {
            words.add("no JSON profile");
        }
        if (irule) {
            words.add("not the iRule " + Wanted.IRULE);
        }
        return String.join(" and ", words);
    }
}
