package io.llmlb.bigip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmlb.core.MemberId;
import io.llmlb.core.PoolName;
import io.llmlb.core.act.Availability;
import io.llmlb.core.act.PoolMember;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import java.util.List;
import org.junit.jupiter.api.Test;

class MembersTest {
    private static final PoolName POOL = new PoolName("/vllm/Shared/p");

    @Test
    void aMemberIsDrainedAndPutBackAndNothingElseChanges() {
        try (EmulatedBigIp device = new EmulatedBigIp();
                BigIp bigIp = device.client()) {
            device.emulator.addPool(new Pool(
                    POOL,
                    "ratio-member",
                    List.of(Member.of("vllm", "127.0.0.1", 8001), Member.of("vllm", "127.0.0.1", 8002))));
            List<PoolMember> before = bigIp.pools().read(POOL).members();

            bigIp.members().disable(POOL, before.get(0));
            assertThat(bigIp.pools().read(POOL).members().get(0).availability()).isEqualTo(Availability.DISABLED);
            assertThat(bigIp.pools().read(POOL).members().get(1)).isEqualTo(before.get(1));

            bigIp.members().enable(POOL, before.get(0));
            assertThat(bigIp.pools().read(POOL).members()).isEqualTo(before);

            PoolMember gone =
                    new PoolMember(MemberId.of("127.0.0.1", 9), "/vllm/127.0.0.1:9", 1, Availability.AVAILABLE);
            assertThatThrownBy(() -> bigIp.members().disable(POOL, gone)).isInstanceOf(BigIpException.Absent.class);
        }
    }
}
