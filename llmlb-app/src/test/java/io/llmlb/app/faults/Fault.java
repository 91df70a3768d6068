package io.llmlb.app.faults;

import io.llmlb.sim.live.net.EventLoops;
import java.time.Duration;

/** One row of the matrix. */
interface Fault {
    /** What breaks, in an operator's words. */
    String breaks();

    /** What the controller does until it is over. */
    String meanwhile();

    /** The longest time allowed from the end of the fault until all is well again; seconds. */
    int allowed();

    /** Makes it happen, checks what must hold, and returns how long it took. */
    Duration measure(EventLoops loops) throws Exception;
}
