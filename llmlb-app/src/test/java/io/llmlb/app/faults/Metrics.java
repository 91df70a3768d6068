package io.llmlb.app.faults;

import io.llmlb.core.observe.MetricsSource;
import io.llmlb.sim.model.bigip.Member;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Where a rig's controllers learn how long the queues are, over real HTTP. */
abstract class Metrics implements AutoCloseable {
    static final String MODEL = "served-model";

    private static final Runnable NOTHING = () -> {};

    private final AtomicReference<Runnable> hook = new AtomicReference<>(NOTHING);

    /** The members whose metrics these are, of ratio 1. */
    abstract List<Member> members();

    /** A source for one controller. */
    abstract MetricsSource source();

    /** How all of it answers from now on. */
    abstract void shape(RawServer.Shape shape);

    /** Has something happen when the metrics are asked for the next time: between a cycle's read and its write. */
    final void atNextQuestion(Runnable event) {
        hook.set(event);
    }

    /** Whether something is to happen so. */
    final boolean armed() {
        return hook.get() != NOTHING;
    }

    final void asked() {
        hook.getAndSet(NOTHING).run();
    }

    @Override
    public abstract void close();
}
