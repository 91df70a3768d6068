package io.llmlb.core.supervise;

import static io.llmlb.core.supervise.Plant.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.core.act.MemberTraffic;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeviceCountsTest {
    private final DeviceCounts counts = new DeviceCounts();

    private void read(int second, long requests, long connections) {
        counts.add(
                Instant.ofEpochSecond(second),
                requests < 0 ? Map.of() : Map.of(id(1), new MemberTraffic(requests, connections, 0)));
    }

    private Optional<DeviceCounts.Sent> between(int from, int until) {
        return counts.between(id(1), Instant.ofEpochSecond(from), Instant.ofEpochSecond(until));
    }

    private static Optional<DeviceCounts.Sent> sent(double requests, double connections) {
        return Optional.of(new DeviceCounts.Sent(requests, connections));
    }

    @Test
    void betweenTwoReadingsCountsGrowEvenly() {
        read(100, 1000, 10);
        read(120, 1100, 14);
        read(130, 1100, 15);
        assertThat(between(100, 130)).isEqualTo(sent(100, 5));
        assertThat(between(105, 110)).isEqualTo(sent(25, 1));
        assertThat(between(110, 125)).isEqualTo(sent(50, 2.5));
        assertThat(between(110, 110)).isEqualTo(sent(0, 0));
    }

    @Test
    void outsideTheReadingsNothingIsKnown() {
        assertThat(between(1, 2)).isEmpty();
        read(100, 1000, 10);
        read(120, 1100, 14);
        assertThat(between(99, 110)).isEmpty();
        assertThat(between(110, 121)).isEmpty();
        assertThat(counts.reaches(Instant.ofEpochSecond(120))).isTrue();
        assertThat(counts.reaches(Instant.ofEpochSecond(121))).isFalse();
    }

    @Test
    void acrossAFallOrAnAbsenceNothingIsKnown() {
        read(100, 1000, 10);
        read(120, 5, 10);
        read(140, 25, 10);
        read(160, -1, 0);
        read(180, 45, 10);
        assertThat(between(110, 130)).isEmpty();
        assertThat(between(120, 140)).isEqualTo(sent(20, 0));
        assertThat(between(130, 150)).isEmpty();
        assertThat(between(170, 180)).isEmpty();
    }

    @Test
    void readingsBeforeTheClockWasPutBackAreForgotten() {
        read(100, 1000, 10);
        read(90, 1000, 10);
        assertThat(between(90, 100)).isEmpty();
        assertThat(between(90, 90)).isEqualTo(sent(0, 0));
    }

    @Test
    void fiveMinutesAreKept() {
        read(100, 0, 0);
        read(200, 100, 0);
        read(450, 350, 0);
        assertThat(between(100, 450)).isEmpty();
        assertThat(between(200, 450)).isEqualTo(sent(250, 0));
    }
}
