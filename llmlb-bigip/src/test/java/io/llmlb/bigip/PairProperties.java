package io.llmlb.bigip;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.core.PoolName;
import io.llmlb.core.act.MemberShare;
import io.llmlb.core.act.PoolState;
import io.llmlb.core.act.WriteReport.Outcome;
import io.llmlb.sim.model.bigip.ManagementFault;
import io.llmlb.sim.model.bigip.ManagementFault.Kind;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever two units say and however they fail, a loop of 2 s writes the active one only, and finds it again. */
class PairProperties {
    private static final PoolName POOL = new PoolName("/vllm/Shared/p");
    private static final EmulatedBigIp ONE = new EmulatedBigIp();
    private static final EmulatedBigIp TWO = new EmulatedBigIp();

    private final TestClock clock = new TestClock();
    private int ratio;

    enum Event {
        FAILOVER,
        BOTH_ACTIVE,
        NONE_ACTIVE,
        FIRST_FAILS,
        SECOND_FAILS,
        HEAL,
        WAIT,
        CYCLE
    }

    @BeforeContainer
    static void pair() {
        Member member = Member.of("vllm", "10.128.2.14", 8000);
        ONE.emulator.addPool(new Pool(POOL, "ratio-member", List.of(member)));
        TWO.emulator.addPool(new Pool(POOL, "ratio-member", List.of(member)));
        ONE.emulator.pairWith(TWO.emulator, "pair", false);
    }

    @AfterContainer
    static void stop() {
        ONE.close();
        TWO.close();
    }

    @Property(tries = 40)
    void aStandbyIsNeverWrittenAndTheActiveUnitIsFoundWithinTwoCycles(@ForAll @Size(max = 30) List<Event> events) {
        heal();
        ONE.emulator.active(true);
        TWO.emulator.active(false);
        try (BigIp bigIp = ONE.builder()
                .peer(TWO.emulator.url().toString(), TWO.trust())
                .clock(clock)
                .pause(clock::advance)
                .build()) {
            for (Event event : events) {
                happen(event, bigIp);
            }
            heal();
            boolean first = events.size() % 2 == 0;
            ONE.emulator.active(first);
            TWO.emulator.active(!first);
            cycle(bigIp);
            assertThat(cycle(bigIp)).isTrue();
        }
    }

    private void happen(Event event, BigIp bigIp) {
        switch (event) {
            case FAILOVER -> {
                boolean now = ONE.emulator.active();
                ONE.emulator.active(!now);
                TWO.emulator.active(now);
            }
            case BOTH_ACTIVE -> {
                ONE.emulator.active(true);
                TWO.emulator.active(true);
            }
            case NONE_ACTIVE -> {
                ONE.emulator.active(false);
                TWO.emulator.active(false);
            }
            case FIRST_FAILS -> ONE.emulator.fault(ManagementFault.of(Kind.HTML_503));
            case SECOND_FAILS -> TWO.emulator.fault(ManagementFault.of(Kind.RESET));
            case HEAL -> heal();
            case WAIT -> clock.advance(Duration.ofSeconds(7));
            case CYCLE -> cycle(bigIp);
        }
    }

    private static void heal() {
        ONE.emulator.clearFaults();
        TWO.emulator.clearFaults();
    }

    /** Whether the ratio was written. */
    private boolean cycle(BigIp bigIp) {
        clock.advance(Duration.ofSeconds(2));
        int first = ONE.emulator.ratioWrites().size();
        int second = TWO.emulator.ratioWrites().size();
        boolean written;
        try {
            PoolState state = bigIp.pools().read(POOL);
            ratio = ratio % 90 + 10;
            int wanted = ratio == state.members().get(0).ratio() ? ratio + 1 : ratio;
            MemberShare share = new MemberShare(state.members().get(0), wanted, wanted);
            written = bigIp.pools().write(state, List.of(share)).count(Outcome.WRITTEN) == 1;
        } catch (BigIpException held) {
            written = false;
        }
        int toFirst = ONE.emulator.ratioWrites().size() - first;
        int toSecond = TWO.emulator.ratioWrites().size() - second;
        assertThat(toFirst).isLessThanOrEqualTo(ONE.emulator.active() ? 1 : 0);
        assertThat(toSecond).isLessThanOrEqualTo(TWO.emulator.active() ? 1 : 0);
        assertThat(toFirst + toSecond).isEqualTo(written ? 1 : 0);
        return written;
    }
}
