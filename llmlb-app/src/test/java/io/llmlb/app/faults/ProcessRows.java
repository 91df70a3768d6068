package io.llmlb.app.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.sim.model.bigip.ManagementFault;
import io.llmlb.sim.model.bigip.ManagementFault.Kind;
import io.llmlb.sim.model.bigip.RatioWrite;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The program is ended, killed, or cannot resolve a name. */
final class ProcessRows {
    private static final ManagementFault WRITES_HANG =
            ManagementFault.of(Kind.HANG).with("PATCH");

    private ProcessRows() {}

    static List<Fault> all() {
        return List.of(terminated(), killed(), reconfigured(), unresolved(), PodChanges.row());
    }

    private static Fault terminated() {
        return new ProcessRow(
                "SIGTERM while a write hangs",
                "The write under way may end or times out (10 s), none is begun, it logs out and exits with 0.",
                13,
                child -> {
                    child.start();
                    child.await(() -> child.ratios().equals(Child.BEFORE));
                    long before = child.requests("PATCH");
                    int writes = child.device.ratioWrites().size();
                    child.device.fault(WRITES_HANG);
                    child.reload();
                    child.await(() -> child.requests("PATCH") > before);
                    long began = System.nanoTime();
                    int exit = child.process().terminate();
                    Duration took = Duration.ofNanos(System.nanoTime() - began);
                    assertThat(exit).as(child.process().output()).isZero();
                    assertThat(child.requests("PATCH")).as("writes begun").isEqualTo(before + 1);
                    assertThat(child.device.ratioWrites()).hasSize(writes);
                    assertThat(child.ratios()).isEqualTo(Child.BEFORE);
                    assertThat(child.requests("DELETE /mgmt/shared/authz/tokens/"))
                            .isEqualTo(child.requests("POST /mgmt/shared/authn/login"));
                    return took;
                });
    }

    private static Fault killed() {
        return new ProcessRow(
                "kill -9 while a write hangs, and a restart",
                "The new process begins with the ratios in force: no jump to neutral, each ratio is written once.",
                20,
                child -> {
                    child.start();
                    child.await(() -> child.ratios().equals(Child.BEFORE));
                    long before = child.requests("PATCH");
                    int writes = child.device.ratioWrites().size();
                    child.device.fault(WRITES_HANG);
                    child.reload();
                    child.await(() -> child.requests("PATCH") > before);
                    child.process().close();
                    child.device.clearFaults();
                    child.start();
                    Duration took = child.await(() -> child.ratios().equals(Child.AFTER));
                    List<RatioWrite> news = child.device.ratioWrites();
                    Stream<Integer> written =
                            news.subList(writes, news.size()).stream().map(RatioWrite::ratio);
                    assertThat(written).containsExactlyInAnyOrder(1, 4);
                    return took;
                });
    }

    /** The file is looked at every 2 s and has to settle; the hanging write times out after 10 s. */
    private static Fault reconfigured() {
        return new ProcessRow(
                "The configuration is changed during a cycle, while a write hangs",
                "Read when it has settled; a wrong one is told and changes nothing. The pool goes on by the new one when its cycle"
                        + " has ended; no pool is ever in the hands of two.",
                2 * 2 + 10 + 2,
                child -> {
                    child.start();
                    child.await(() -> child.ratios().equals(Child.BEFORE));
                    child.configure("mode: off");
                    child.await(() -> child.process().output().contains("a mode is run, dry-run or neutral"));
                    long before = child.requests("PATCH");
                    child.device.fault(WRITES_HANG);
                    child.reload();
                    child.await(() -> child.requests("PATCH") > before);
                    child.configure("mode: neutral");
                    child.await(() -> child.process().output().contains("1 to 40, NEUTRAL"));
                    assertThat(child.ratios()).isEqualTo(Child.BEFORE);
                    child.device.clearFaults();
                    Duration took = child.await(() -> child.ratios().equals(List.of(1, 1, 1)));
                    assertThat(child.device
                                    .ratioWrites()
                                    .subList(3, child.device.ratioWrites().size()))
                            .as("nothing by the old one")
                            .extracting(RatioWrite::ratio)
                            .containsOnly(1);
                    return took;
                });
    }

    /** Java remembers for 10 s that a name does not resolve, and the pause after a failure can begin just before. */
    private static Fault unresolved() {
        return new ProcessRow(
                "The device's name does not resolve (DNS is down), then it does",
                "Waits, also at its start; asked again after 1, 2, 4, 8 and then every 15 s.",
                10 + 15 + 2,
                child -> {
                    Files.writeString(child.hosts(), "127.0.0.1 localhost\n");
                    child.start("bigip.test", Map.of("JAVA_TOOL_OPTIONS", "-Djdk.net.hosts.file=" + child.hosts()));
                    child.await(() -> child.process().output().contains("pool " + Rig.POOL + ": https://bigip.test"));
                    assertThat(child.process().output()).contains("unknown host");
                    assertThat(child.device.requests()).isEmpty();
                    Files.writeString(child.hosts(), "127.0.0.1 localhost bigip.test\n");
                    return child.await(() -> child.ratios().equals(Child.BEFORE));
                });
    }
}
