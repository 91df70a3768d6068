package io.llmlb.app.status;

import io.llmlb.core.PoolName;
import io.llmlb.core.control.Cycle;
import io.llmlb.core.control.CycleListener;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes cycles to the log: problems as they begin and once a minute while they last, of pools that have the same one a few;
 * changes of ratios, and once a minute how long cycles took; and with verbosity 2 every cycle with a line for each member.
 */
public final class CycleLog implements CycleListener {
    private static final Logger LOG = LoggerFactory.getLogger("llmlb");
    private static final Duration REPEAT = Duration.ofMinutes(1);

    private final IntSupplier configured;
    private final Map<PoolName, Trouble> troubles = new ConcurrentHashMap<>();
    private final Crowd crowd = new Crowd();
    private final MinuteTimes times = new MinuteTimes();

    /**
     * @param configured 0 problems, 1 changes too, 2 or more a line for each cycle and member; may change
     */
    public CycleLog(IntSupplier configured) {
        this.configured = configured;
    }

    @Override
    public void onCycle(Cycle cycle) {
        int verbosity = configured.getAsInt();
        trouble(cycle);
        Optional<String> minute = verbosity >= 1 ? times.add(cycle) : Optional.empty();
        minute.ifPresent(LOG::info);
        if (verbosity >= 2) {
            CycleText.table(cycle).forEach(LOG::info);
        } else if (verbosity == 1 && !CycleText.changes(cycle).isEmpty()) {
            LOG.info("pool {}: {}", cycle.pool(), CycleText.changes(cycle));
        }
    }

    @Override
    public void onSkipped(PoolName pool) {
        LOG.debug("pool {}: a cycle was due while the last one was still running", pool);
    }

    private void trouble(Cycle cycle) {
        String now = cycle.problem()
                .map(Throwable::getMessage)
                .orElseGet(() -> cycle.notes().isEmpty() ? "" : String.join("; ", cycle.notes()));
        Trouble before = troubles.getOrDefault(cycle.pool(), new Trouble("", Instant.MIN));
        boolean due = Duration.between(before.told, cycle.at()).compareTo(REPEAT) >= 0;
        if (now.isEmpty() && !before.what.isEmpty()) {
            warn(cycle, "all is well again");
            troubles.remove(cycle.pool());
        } else if (!now.isEmpty() && (due || !Crowd.same(now, before.what))) {
            warn(cycle, now);
            troubles.put(cycle.pool(), new Trouble(now, cycle.at()));
        }
    }

    private void warn(Cycle cycle, String words) {
        crowd.tell(cycle.pool(), words, cycle.at()).ifPresent(told -> LOG.warn("pool {}: {}", cycle.pool(), told));
    }

    private record Trouble(String what, Instant told) {}
}
