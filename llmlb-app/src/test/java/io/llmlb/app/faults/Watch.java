package io.llmlb.app.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.core.PoolName;
import io.llmlb.sim.live.bigip.BigIpEmulator;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import io.llmlb.sim.model.bigip.RatioWrite;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Sees to it that one device is asked and told only what a controller of {@link Rig#POOL} may ask and tell. */
final class Watch {
    /** A pool that nobody but its owner may touch. */
    static final PoolName OTHER = new PoolName("/vllm/Shared/other");

    private static final String POOL_PATH = "/mgmt/tm/ltm/pool/~vllm~Shared~p";
    private static final Pattern ALLOWED = Pattern.compile("POST /mgmt/shared/authn/login"
            + "|DELETE /mgmt/shared/authz/tokens/[^/]+"
            + "|GET /mgmt/tm/cm/device"
            + "|GET " + POOL_PATH + "(/members(/stats)?)?"
            + "|GET /mgmt/tm/ltm/virtual(/[^/]+(/profiles)?)?"
            + "|GET /mgmt/tm/ltm/data-group/internal/~Common~llmlb_hold"
            + "|PATCH " + POOL_PATH + "/members/~vllm~[0-9.:%a-f]+");

    private final BigIpEmulator device;
    private final Pool other = new Pool(
            OTHER,
            "ratio-member",
            List.of(
                    Member.of("vllm", "10.9.0.1", 8000).withRatio(5),
                    Member.of("vllm", "10.9.0.2", 8000).withRatio(7)));
    private long generation;
    private List<Member> untouched = List.of();
    private int writes;
    private int requests;

    Watch(BigIpEmulator device) {
        this.device = device;
        device.addPool(other);
        accept();
    }

    /** Takes the other pool as it is for untouched: its owner has changed it. */
    void accept() {
        generation = other.generation();
        untouched = other.members();
    }

    /** Checks what happened since the last call, and returns how many requests that were. */
    int check(Set<String> everMembers, int maxRatio) {
        List<RatioWrite> written = device.ratioWrites();
        for (RatioWrite write : written.subList(writes, written.size())) {
            assertThat(write.ratio()).as("%s", write).isBetween(1, maxRatio);
            assertThat(write.pool()).as("%s", write).isEqualTo(Rig.POOL);
            assertThat(everMembers).as("%s", write).contains(write.member());
        }
        writes = written.size();
        List<String> asked = device.requests();
        for (String request : asked.subList(requests, asked.size())) {
            assertThat(request).matches(ALLOWED);
        }
        int news = asked.size() - requests;
        requests = asked.size();
        assertThat(other.members()).as("another pool's members").isEqualTo(untouched);
        assertThat(other.generation()).as("changes of another pool").isEqualTo(generation);
        return news;
    }

    /** How many ratios were written so far. */
    int writes() {
        return writes;
    }

    long logins() {
        return device.requests().stream()
                .filter(request -> request.startsWith("POST"))
                .count();
    }
}
