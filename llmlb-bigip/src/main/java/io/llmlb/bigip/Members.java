package io.llmlb.bigip;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.llmlb.core.PoolName;
import io.llmlb.core.act.PoolDevice;
import io.llmlb.core.act.PoolMember;

/**
 * Takes pool members out of service and back, as for maintenance: by the property {@code session}, and nothing else of the
 * member. Failures are {@link BigIpException}s. What AS3 declares, it sets back at its next post.
 */
public final class Members {
    private final Line line;

    Members(Line line) {
        this.line = line;
    }

    /**
     * Drains a member: requests and streams under way go on, and so do clients with a persistence record; nothing else is
     * sent to it any more. {@link PoolDevice#traffic} tells how many connections are still open, idle ones that
     * OneConnect keeps among them.
     *
     * @throws BigIpException of kind ABSENT when the pool or the member does not exist
     */
    public void disable(PoolName pool, PoolMember member) {
        session(pool, member, "user-disabled");
    }

    /**
     * Lets a member have new requests again.
     *
     * @throws BigIpException of kind ABSENT when the pool or the member does not exist
     */
    public void enable(PoolName pool, PoolMember member) {
        session(pool, member, "user-enabled");
    }

    private void session(PoolName pool, PoolMember member, String wanted) {
        line.patch(
                ResourcePath.member(pool, member.path()),
                JsonNodeFactory.instance.objectNode().put("session", wanted).toString());
    }
}
