package io.llmlb.sim.lab;

import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import java.util.Optional;
import java.util.Set;

/** The pool's own load balancing. */
final class PoolDispatcher implements Dispatcher {
    private final Pool pool;

    PoolDispatcher(Pool pool) {
        this.pool = pool;
    }

    @Override
    public Optional<String> choose(Arrival arrival, int tmm, Set<String> refused) {
        return pool.pick(tmm, refused).map(Member::fullPath);
    }
}
