package io.llmlb.sim.lab.policy;

import io.llmlb.sim.lab.Arrival;
import io.llmlb.sim.lab.Dispatcher;
import io.llmlb.sim.lab.Outcome;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A dispatcher that knows how many requests each member has. */
abstract class Outstanding implements Dispatcher {
    private final Pool pool;
    private final Map<String, Integer> requests = new HashMap<>();

    Outstanding(Pool pool) {
        this.pool = pool;
    }

    final int outstanding(String member) {
        return requests.getOrDefault(member, 0);
    }

    /** The members that can be chosen, in the pool's order. */
    final List<String> candidates(Set<String> refused) {
        return pool.members().stream()
                .filter(member -> member.health() != Member.Health.DOWN)
                .map(Member::fullPath)
                .filter(path -> !refused.contains(path))
                .toList();
    }

    @Override
    public final void started(String member, Arrival arrival) {
        requests.merge(member, 1, Integer::sum);
    }

    @Override
    public final void ended(Outcome outcome) {
        requests.merge(outcome.member(), -1, Integer::sum);
    }

    @Override
    public final void lost(String member) {
        requests.merge(member, -1, Integer::sum);
    }
}
