package io.llmlb.app.demo;

import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import java.util.ArrayList;
import java.util.List;

/**
 * How every member stood at one moment.
 *
 * @param second since the beginning
 * @param members of all pools
 */
record Moment(double second, List<Standing> members) {
    /**
     * One of them.
     *
     * @param pool it is in
     * @param label what it is called
     * @param address {@code address:port}
     * @param ratio as BIG-IP has it
     * @param share of its pool's ratios, 0 to 1
     * @param inFlight requests that wait for the end of their answer
     */
    record Standing(DemoPool pool, String label, String address, int ratio, double share, int inFlight) {}

    Moment {
        members = List.copyOf(members);
    }

    static Moment of(Site site, double second) {
        List<Standing> members = new ArrayList<>();
        for (DemoPool each : DemoPool.values()) {
            Pool pool = site.pool(each);
            List<Member> its = pool.members();
            double sum = its.stream().mapToInt(Member::ratio).sum();
            for (Member member : its) {
                members.add(new Standing(
                        each,
                        site.label(member.name()),
                        member.name(),
                        member.ratio(),
                        member.ratio() / sum,
                        pool.statistics(member.fullPath()).inFlight()));
            }
        }
        return new Moment(second, members);
    }
}
