package io.llmlb.bigip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmlb.core.PoolName;
import io.llmlb.core.act.Hold;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HoldsTest {
    private static final PoolName ONE = new PoolName("/vllm/Shared/one");
    private static final PoolName OTHER = new PoolName("/vllm/Shared/other");
    private static final Instant UNTIL = Instant.parse("2026-03-01T10:00:00Z");

    private final TestClock clock = new TestClock();
    private final EmulatedBigIp device = new EmulatedBigIp();
    private final BigIp person = device.client();
    private final BigIp controller = device.builder().clock(clock).build();

    @AfterEach
    void close() {
        person.close();
        controller.close();
        device.close();
    }

    @Test
    void aControllerSeesWhatAPersonHasPlacedAndReleased() {
        assertThat(controller.pools().hold(ONE)).isEmpty();
        person.holds().place(List.of(ONE, OTHER), UNTIL, "Ann Other@ops");
        clock.advance(Duration.ofSeconds(5));
        assertThat(controller.pools().hold(ONE)).contains(new Hold(ONE, UNTIL, "Ann-Other@ops"));
        person.holds().release(List.of(ONE));
        clock.advance(Duration.ofSeconds(5));
        assertThat(controller.pools().hold(ONE)).isEmpty();
        assertThat(controller.pools().hold(OTHER)).isPresent();
        assertThat(device.emulator.dataGroup(Holds.PATH).orElseThrow().records())
                .containsExactly(Map.entry(OTHER.path(), "2026-03-01T10:00:00Z Ann-Other@ops"));
    }

    @Test
    void allPoolsOfADeviceShareAnAnswerForFiveSeconds() {
        controller.pools().hold(ONE);
        controller.pools().hold(OTHER);
        clock.advance(Duration.ofMillis(4999));
        controller.pools().hold(ONE);
        assertThat(asked()).isEqualTo(1);
        clock.advance(Duration.ofMillis(1));
        controller.pools().hold(OTHER);
        assertThat(asked()).isEqualTo(2);
        clock.advance(Duration.ofHours(-1));
        controller.pools().hold(OTHER);
        assertThat(asked()).as("a clock that was put back").isEqualTo(3);
    }

    @Test
    void aRecordThatCannotBeReadHoldsForAsLongAsItIsThere() {
        person.dataGroups().create(Holds.PATH, Map.of(ONE.path(), "until noon", OTHER.path(), "2026-03-01T10:00:00Z"));
        Hold held = controller.pools().hold(ONE).orElseThrow();
        assertThat(held.until()).isEqualTo("9999-12-31T23:59:59Z");
        assertThat(held.by())
                .isEqualTo("a record in /Common/llmlb_hold that does not begin with a time (\"until noon\")");
        assertThat(controller.pools().hold(OTHER)).contains(new Hold(OTHER, UNTIL, "somebody"));
    }

    @Test
    void releasingWhatIsNotHeldWritesNothing() {
        person.holds().release(List.of(ONE));
        assertThat(device.emulator.dataGroup(Holds.PATH)).isEmpty();
    }

    @Test
    void whoMayOnlyReadMayNotPlaceOne() {
        try (BigIp guest = device.guest()) {
            assertThatThrownBy(() -> guest.holds().place(List.of(ONE), UNTIL, "guest"))
                    .isInstanceOf(BigIpException.Denied.class);
        }
    }

    private long asked() {
        return device.emulator.requests().stream()
                .filter(request -> request.startsWith("GET ") && request.endsWith("llmlb_hold"))
                .count();
    }
}
