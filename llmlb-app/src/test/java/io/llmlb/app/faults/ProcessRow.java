package io.llmlb.app.faults;

import io.llmlb.sim.live.net.EventLoops;
import java.time.Duration;

/**
 * A fault that strikes the program itself, in real time.
 *
 * @param breaks what breaks, in an operator's words
 * @param meanwhile what happens
 * @param allowed seconds
 * @param story makes it happen, and measures
 */
record ProcessRow(String breaks, String meanwhile, int allowed, Story story) implements Fault {
    /** What happens, and how long it took. */
    interface Story {
        Duration tell(Child child) throws Exception;
    }

    @Override
    public Duration measure(EventLoops loops) throws Exception {
        try (Child child = new Child(loops)) {
            Duration took = story.tell(child);
            child.check();
            return took;
        }
    }

    @Override
    public String toString() {
        return breaks;
    }
}
