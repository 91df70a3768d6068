package io.llmlb.core.supervise;

import io.llmlb.core.act.PoolUse;
import io.llmlb.core.act.PoolUse.Entrance;
import java.util.ArrayList;
import java.util.List;

/** What about the virtual servers of a pool limits the effect of ratios, whether it does harm today or not. */
final class UseNotes {
    private UseNotes() {}

    /** One sentence each; of those whose iRule may select the pool only when no other leads to it. */
    static List<String> of(PoolUse use) {
        boolean anyCertain = use.entrances().stream().anyMatch(Entrance::certain);
        List<String> notes = new ArrayList<>();
        for (Entrance entrance : use.entrances()) {
            if (entrance.certain() || !anyCertain) {
                of(entrance, notes);
            }
        }
        return notes;
    }

    private static void of(Entrance entrance, List<String> notes) {
        String name = "the virtual server " + entrance.virtualServer()
                + (entrance.certain() ? "" : ", whose iRule may select this pool,");
        if (!entrance.persistence().isEmpty()) {
            notes.add(name + " has persistence " + entrance.persistence()
                    + ", which overrides ratios for returning clients");
        }
        if (!entrance.http()) {
            notes.add(name + " has no HTTP profile: connections are balanced, not requests");
        } else if (!entrance.oneConnect()) {
            notes.add(name + " has no OneConnect profile: each client connection keeps its member");
        }
    }
}
