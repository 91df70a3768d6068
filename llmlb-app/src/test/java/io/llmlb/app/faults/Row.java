package io.llmlb.app.faults;

import io.llmlb.sim.live.net.EventLoops;
import java.time.Duration;

/**
 * A fault that is played on a virtual clock.
 *
 * @param breaks what breaks, in an operator's words
 * @param meanwhile what the controller does until it is over
 * @param allowed from the end of the fault until the wanted ratios are in force; seconds
 * @param plan what it happens to
 * @param story makes it happen, and measures
 */
record Row(String breaks, String meanwhile, int allowed, Plan plan, Story story) implements Fault {
    /** A next cycle is due. */
    static final int NEXT = 2;

    /** A device that failed is left alone for up to 15 s: every seventh cycle, of 2 s, is run. */
    static final int AFTER_PAUSE = 14;

    /** A refused login is not repeated with the same password for 30 s, and the pause can begin just before. */
    static final int AFTER_REFUSAL = 30 + AFTER_PAUSE;

    /** How long faults last: so long that no pause gets longer. */
    static final Duration LONG = Duration.ofSeconds(44);

    /** What happens, and how long it took from the end of the fault until all was well. */
    interface Story {
        Duration tell(Rig rig) throws Exception;
    }

    /** Something that is done to a rig. */
    interface Deed {
        void to(Rig rig);
    }

    /**
     * A fault that keeps the controller from its work: the queues change when it begins, so that every ratio is wrong
     * until it is over.
     *
     * @param told what the controller says of it
     */
    static Row blocking(String breaks, String meanwhile, int allowed, Plan plan, String told, Deed begin, Deed end) {
        return new Row(breaks, meanwhile, allowed, plan, rig -> {
            rig.settled();
            begin.to(rig);
            rig.reload();
            rig.struckFor(plan.struck(), told);
            end.to(rig);
            return rig.untilRight();
        });
    }

    /** An event after which the controller goes on at once. */
    static Row event(String breaks, String meanwhile, int allowed, Plan plan, Deed event) {
        return new Row(breaks, meanwhile, allowed, plan, rig -> {
            rig.settled();
            event.to(rig);
            return rig.untilRight();
        });
    }

    @Override
    public Duration measure(EventLoops loops) throws Exception {
        try (Rig rig = new Rig(plan, loops)) {
            return story.tell(rig);
        }
    }

    @Override
    public String toString() {
        return breaks;
    }
}
