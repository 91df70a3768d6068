package io.llmlb.app.doctor;

import io.llmlb.core.PoolName;
import io.llmlb.core.act.PoolUse;
import io.llmlb.core.act.PoolUse.Entrance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The virtual servers that lead to a pool: whether each request is balanced there, and by ratio. */
final class EntranceChecks {
    private final Report report;
    private final PoolName pool;

    EntranceChecks(Report report, PoolName pool) {
        this.report = report;
        this.pool = pool;
    }

    void run(PoolUse use, Optional<RulesFound> rules) {
        List<Entrance> certain = new ArrayList<>();
        List<Entrance> possible = new ArrayList<>();
        for (Entrance entrance : use.entrances()) {
            Optional<RulesFound.Entry> known = rules.flatMap(found -> found.at(entrance.virtualServer()));
            if (entrance.certain() || known.filter(this::selects).isPresent()) {
                certain.add(entrance);
            } else if (known.isEmpty()) {
                possible.add(entrance);
            }
        }
        if (certain.isEmpty() && possible.isEmpty()) {
            report.warning(
                    "entrance",
                    "no virtual server leads here that this user can see",
                    "Make it a default pool, or have an iRule select it");
        }
        certain.forEach(entrance -> look(entrance, "virtual server " + entrance.virtualServer()));
        if (certain.isEmpty()) {
            // An iRule of other people may select any pool.
            possible.forEach(entrance -> look(
                    entrance, "virtual server " + entrance.virtualServer() + ", whose iRule may select this pool,"));
        }
    }

    private boolean selects(RulesFound.Entry entry) {
        return entry.pools().contains(pool.path());
    }

    private void look(Entrance entrance, String name) {
        boolean good = true;
        if (!entrance.http()) {
            good = false;
            report.warning(
                    "entrance",
                    name + " has no HTTP profile: connections are balanced, and requests are not even seen",
                    "Add an HTTP profile and a OneConnect profile");
        } else if (!entrance.oneConnect()) {
            good = false;
            report.warning(
                    "entrance",
                    name + " has no OneConnect profile: ratios count per connection, and all requests of a client's"
                            + " connection go to one member",
                    "Add a OneConnect profile (profileMultiplex: /Common/oneconnect in a CIS VirtualServer)");
        }
        if (!entrance.persistence().isEmpty()) {
            good = false;
            report.warning(
                    "entrance",
                    name + " has persistence " + entrance.persistence()
                            + ", which overrides ratios for returning clients",
                    "Remove it from the virtual server");
        }
        if (good) {
            report.ok("entrance", name + " has HTTP and OneConnect profiles, and no persistence");
        }
    }
}
