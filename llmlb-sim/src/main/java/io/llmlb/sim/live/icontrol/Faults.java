package io.llmlb.sim.live.icontrol;

import io.llmlb.sim.model.bigip.ManagementFault;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The faults that are in force. Thread-safe; they outlive a restart of the management interface. */
public final class Faults {
    private static final class Armed {
        private final ManagementFault fault;
        private final Instant end;
        private int left;

        Armed(ManagementFault fault, Instant end) {
            this.fault = fault;
            this.end = end;
            this.left = fault.requests();
        }
    }

    private final InstantSource clock;
    private final List<Armed> armed = new ArrayList<>();

    /**
     * @param clock by which faults end
     */
    public Faults(InstantSource clock) {
        this.clock = clock;
    }

    /** Puts one into force; of several that fit a request the oldest strikes. */
    public synchronized void add(ManagementFault fault) {
        armed.add(new Armed(fault, clock.instant().plus(fault.duration())));
    }

    /** Ends all. */
    public synchronized void clear() {
        armed.clear();
    }

    /** Those in force. */
    public synchronized List<ManagementFault> list() {
        armed.removeIf(one -> !clock.instant().isBefore(one.end));
        return armed.stream().map(one -> one.fault.times(one.left)).toList();
    }

    /** What goes wrong with this request, if anything; counts it. */
    synchronized Optional<ManagementFault.Kind> strike(String method, String path) {
        Instant now = clock.instant();
        for (Iterator<Armed> each = armed.iterator(); each.hasNext(); ) {
            Armed one = each.next();
            if (!now.isBefore(one.end)) {
                each.remove();
            } else if (one.fault.strikes(method, path)) {
                if (one.left != Integer.MAX_VALUE && --one.left == 0) {
                    each.remove();
                }
                return Optional.of(one.fault.kind());
            }
        }
        return Optional.empty();
    }
}
