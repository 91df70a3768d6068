package io.llmlb.sim.model.bigip;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.core.PoolName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DeviceTest {
    private static final PoolName POOL = new PoolName("/Common/p");
    private final Device device = device();

    @Test
    void theJournalForgetsTheOldest() {
        for (int i = 1; i <= Device.JOURNAL + 5; i++) {
            device.journal(new RatioWrite(Instant.EPOCH, POOL, "/Common/m", i));
        }
        assertThat(device.ratioWrites()).hasSize(Device.JOURNAL);
        assertThat(device.ratioWrites().get(0).ratio()).isEqualTo(6);
    }

    @Test
    void theClockIsPutForward() {
        device.advanceClock(Duration.ofSeconds(3));
        device.advanceClock(Duration.ofSeconds(4));
        assertThat(device.clock().instant()).isEqualTo(Instant.EPOCH.plusSeconds(7));
    }

    @Test
    void aRehearsalLeavesTheConfigurationAlone() {
        device.add(new Pool(POOL, "ratio-member", List.of(Member.of("Common", "10.0.0.1", 80))));
        device.put(new DataGroup("/Common/g", "string", new TreeMap<>(Map.of("a", "b")), 1));
        Device copy = device.rehearsal();
        copy.pool("/Common/p").orElseThrow().remove("/Common/10.0.0.1:80");
        copy.removeDataGroup("/Common/g");
        copy.settings("pool /Common/p", Map.of("description", "x"));
        copy.folder("/new");
        assertThat(device.pool("/Common/p").orElseThrow().members()).hasSize(1);
        assertThat(device.dataGroup("/Common/g")).isPresent();
        assertThat(device.settings("pool /Common/p")).isEmpty();
        assertThat(device.folders()).containsExactly("/Common");
    }

    @Test
    void aPairWithAutomaticSynchronisationIsAlwaysInStep() {
        Device peer = device();
        DeviceGroup group = DeviceGroup.pair("pair", true, device, peer);
        peer.add(new Pool(new PoolName("/Common/other"), "round-robin", List.of()));
        device.add(new Pool(POOL, "ratio-member", List.of(Member.of("Common", "10.0.0.1", 80))));
        device.changed();
        Pool copy = peer.pool("/Common/p").orElseThrow();
        peer.pool("/Common/p").orElseThrow().health("/Common/10.0.0.1:80", Member.Health.DOWN);
        device.pool("/Common/p").orElseThrow().configure("/Common/10.0.0.1:80", member -> member.withRatio(9));
        device.pool("/Common/p").orElseThrow().loadBalancingMode("round-robin");
        device.changed();
        assertThat(group.pending()).isFalse();
        assertThat(copy.members()).extracting(Member::ratio).containsExactly(9);
        assertThat(copy.members()).extracting(Member::state).containsExactly("down");
        assertThat(copy.loadBalancingMode()).isEqualTo("round-robin");
        assertThat(peer.pool("/Common/other")).isEmpty();
        assertThat(group.active()).hasValue(device);
    }

    @Test
    void latenciesStayWithinTheirBounds() {
        ManagementLatency latency =
                new ManagementLatency(Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofSeconds(2), 0.25);
        SplittableRandom random = new SplittableRandom(7);
        long spikes = 0;
        for (int i = 0; i < 10_000; i++) {
            long millis = latency.next(random).toMillis();
            assertThat(millis >= 2000 ? millis - 2000 : millis).isBetween(10L, 60L);
            spikes += millis >= 2000 ? 1 : 0;
        }
        assertThat(spikes).isBetween(2200L, 2800L);
    }

    private static Device device() {
        return new Device("admin", "admin", "21.0.0", InstantSource.fixed(Instant.EPOCH));
    }
}
