package io.llmlb.sim.lab.control;

import io.llmlb.core.MemberId;
import io.llmlb.sim.model.bigip.Member;

/** How a pool's member is called in the controller. */
final class Members {
    private Members() {}

    static MemberId id(Member member) {
        return MemberId.of(member.address(), member.port());
    }
}
