package io.llmlb.sim.model.bigip;

/**
 * A connection from the BIG-IP to a pool member, as the pool counts it. What it reports goes to the member that it was
 * opened to, and to nobody when that one has been deleted, even if another of the same name has come since. Thread-safe.
 */
public final class ServerConnection {
    private final Pool pool;
    private final Slot slot;
    private final int tmm;
    private boolean idle;
    private boolean closed;

    ServerConnection(Pool pool, Slot slot, int tmm) {
        this.pool = pool;
        this.slot = slot;
        this.tmm = tmm;
    }

    /** Whether its member has been deleted from the pool. */
    public boolean orphaned() {
        synchronized (pool) {
            return slot.removed();
        }
    }

    /** It waits for the next request, or no longer. */
    public void idle(boolean now) {
        synchronized (pool) {
            if (idle != now && !closed) {
                idle = now;
                slot.idle(tmm, now ? 1 : -1);
            }
        }
    }

    /** A request was sent over it. */
    public void requestStarted() {
        synchronized (pool) {
            slot.requestStarted();
        }
    }

    /** The answer has ended, however it ended. */
    public void requestEnded() {
        synchronized (pool) {
            slot.requestEnded();
        }
    }

    /** Bytes came from the member, and went to it. */
    public void transferred(long in, long out) {
        synchronized (pool) {
            slot.transferred(in, out);
        }
    }

    /** It has ended; later calls do nothing. */
    public void closed() {
        synchronized (pool) {
            if (!closed) {
                idle(false);
                closed = true;
                slot.closed(tmm);
            }
        }
    }
}
