package io.llmlb.app.serve;

import io.llmlb.app.config.PoolConfig;
import io.llmlb.app.lease.Leadership;
import io.llmlb.app.status.History;
import io.llmlb.core.control.Cycle;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Whether the controller works, and whether it can do what it is for; each with reasons. */
final class Health {
    /** A cycle waits for a device, and after a failure up to 15 s: a loop that is still for longer is stuck. */
    private static final Duration STUCK = Duration.ofSeconds(90);

    /** For so long the last ratios are as good as new ones. */
    private static final Duration BLIND = Duration.ofMinutes(2);

    private final Supplier<List<PoolConfig>> pools;
    private final History history;
    private final Supplier<Leadership> leadership;
    private final InstantSource clock;
    private final Instant began;

    Health(Supplier<List<PoolConfig>> pools, History history, Supplier<Leadership> leadership, InstantSource clock) {
        this.pools = pools;
        this.history = history;
        this.leadership = leadership;
        this.clock = clock;
        this.began = clock.instant();
    }

    /** Why it should be started anew; empty when it works. */
    List<String> stuck() {
        Instant now = clock.instant();
        List<String> reasons = new ArrayList<>();
        for (PoolConfig pool : pools.get()) {
            Instant last = history.last(pool.pool())
                    .map(cycle -> cycle.at().plus(cycle.took()))
                    .orElse(began);
            Duration still = Duration.between(last, now);
            if (still.compareTo(STUCK.plus(pool.interval())) > 0) {
                reasons.add("pool " + pool.pool() + ": no cycle has ended for " + still.toSeconds() + " s");
            }
        }
        return reasons;
    }

    /** Why it cannot do what it is for; empty when it can, also on standby. */
    List<String> unready() {
        List<String> reasons = new ArrayList<>();
        Leadership lead = leadership.get();
        if (!lead.leads() && !lead.problem().isEmpty()) {
            reasons.add(lead.words());
        }
        for (PoolConfig pool : pools.get()) {
            Optional<Cycle> last = history.last(pool.pool());
            if (last.isEmpty()) {
                reasons.add("pool " + pool.pool() + ": its first cycle has not ended yet");
            } else if (last.get().outcome() == Cycle.Outcome.FAILED) {
                reasons.add("pool " + pool.pool() + ": "
                        + last.get().problem().map(Throwable::getMessage).orElse("failed"));
            } else if (blind(pool, last.get())) {
                reasons.add("pool " + pool.pool() + ": no evidence to decide on for " + BLIND.toMinutes() + " minutes"
                        + last.get()
                                .problem()
                                .map(problem -> ": " + problem.getMessage())
                                .orElse(""));
            }
        }
        return reasons;
    }

    /** Whether no member has had a sample for long, though the strategy lives by them. */
    private boolean blind(PoolConfig pool, Cycle last) {
        return last.outcome() == Cycle.Outcome.HELD
                && last.others().mayWrite()
                && !last.members().isEmpty()
                && last.members().stream()
                        .allMatch(member -> member.age()
                                .map(age -> age.compareTo(BLIND) > 0)
                                .orElse(Duration.between(began, clock.instant()).compareTo(BLIND) > 0))
                && pool.mode() != PoolConfig.Mode.NEUTRAL;
    }
}
