package io.llmlb.app.scale;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.app.endtoend.ControllerProcess;
import io.llmlb.sim.live.bigip.BigIpEmulator;
import io.llmlb.sim.model.bigip.ManagementFault;
import io.llmlb.sim.model.bigip.RatioWrite;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A slice of the scale benchmark: what must hold however slow the machine is. */
@Tag("process")
@Timeout(120)
class ScaleTest {
    private static final int DEVICES = 3;
    private static final int HUNG = 2;
    private static final int POOLS_EACH = 5;

    @TempDir
    private Path folder;

    @Test
    void budgetsAndOrderAreKeptAndADeviceThatHangsDelaysNoOther() throws Exception {
        try (Site site = new Site(DEVICES, POOLS_EACH, 8, Duration.ofMillis(20))) {
            site.devices().get(HUNG).fault(ManagementFault.of(ManagementFault.Kind.HANG));
            Path config = site.configuration(folder, "1s");
            String log;
            Instant end;
            try (ControllerProcess controller = new ControllerProcess(Map.of(), "run", "--config", config.toString())) {
                await(() -> site.devices().stream().limit(HUNG).allMatch(ScaleTest::isBusy), controller);
                end = Instant.now();
                controller.terminate();
                log = controller.output();
            }

            assertThat(log).doesNotContain("This is a defect", "Exception in");
            assertThat(site.devices().get(HUNG).ratioWrites()).isEmpty();
            for (int d = 0; d < HUNG; d++) {
                DeviceFigures figures = new DeviceFigures(site.devices().get(d));
                assertThat(figures.requestsBeyond(10, 10)).isZero();
                assertThat(figures.writesBeyond(20, 1)).isZero();
                assertThat(figures.writes())
                        .extracting(RatioWrite::ratio)
                        .allMatch(ratio -> ratio >= 1 && ratio <= Scale.LARGEST_RATIO);
                for (int p = 0; p < POOLS_EACH; p++) {
                    assertThat(figures.longestUnread(Site.name(d, p), end)).isLessThan(Duration.ofSeconds(30));
                }
                WriteOrder order = new WriteOrder(figures.writes());
                order.read(ofDevice(log, d));
                assertThat(order.changes()).isPositive();
                assertThat(order.waited()).isPositive();
                assertThat(order.outOfOrder()).isZero();
                assertThat(order.unexplained()).isZero();
            }
        }
    }

    /** More was wanted than goes at once, and every pool was read many times. */
    private static boolean isBusy(BigIpEmulator device) {
        return device.ratioWrites().size() >= 24 && device.timedRequests().size() >= 70;
    }

    private static String ofDevice(String log, int device) {
        List<String> lines = log.lines()
                .filter(line -> line.contains("/vllm/Shared/pool_" + device + "_"))
                .toList();
        return String.join("\n", lines);
    }

    private static void await(BooleanSupplier wanted, ControllerProcess controller) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(80);
        CountDownLatch never = new CountDownLatch(1);
        while (!wanted.getAsBoolean()) {
            if (System.nanoTime() > deadline || never.await(100, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("not within 80 s:\n" + controller.output());
            }
        }
    }
}
