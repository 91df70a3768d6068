package io.llmlb.app.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.llmlb.app.endtoend.ControllerProcess;
import io.llmlb.sim.live.net.EventLoops;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two replicas of the program, of which one writes. */
@Tag("process")
class ReplicasTest {
    private static final Duration TAKEOVER = Duration.ofSeconds(15);
    private static final List<Integer> FIRST = List.of(0, 1, 3);
    private static final List<Integer> SECOND = List.of(3, 1, 0);

    @Test
    void whoeverIsStoppedOrKilledIsReplacedAndWritesNoMore() throws Exception {
        try (EventLoops loops = new EventLoops();
                Replicas site = new Replicas(loops)) {
            ControllerProcess one = site.start("one");
            site.await(() -> site.ratios().equals(Child.BEFORE));
            ControllerProcess two = site.start("two");
            site.await(() -> two.output().contains("this replica is on standby"));

            signal("STOP", one);
            int before = site.writers().size();
            site.reload(SECOND);
            assertThat(site.await(() -> site.ratios().equals(Child.AFTER))).isLessThanOrEqualTo(TAKEOVER);
            assertThat(site.writers().subList(before, site.writers().size())).containsOnly("two");

            int meanwhile = site.writers().size();
            site.reload(FIRST);
            long reads = site.reads("one");
            Runnable answer = site.freezeKubernetes();
            signal("CONT", one); // wakes where it was, sees what it would have to write, and cannot ask who leads
            site.await(() -> site.reads("one") >= reads + 3);
            assertThat(site.writers().subList(meanwhile, site.writers().size())).doesNotContain("one");
            answer.run();
            site.await(() -> one.output().contains("this replica is on standby"));
            site.await(() -> site.ratios().equals(Child.BEFORE));
            assertThat(site.writers().subList(meanwhile, site.writers().size())).containsOnly("two");

            two.close();
            int last = site.writers().size();
            site.reload(SECOND);
            assertThat(site.await(() -> site.ratios().equals(Child.AFTER))).isLessThanOrEqualTo(TAKEOVER);
            assertThat(site.writers().subList(last, site.writers().size())).containsOnly("one");
            assertThat(one.output() + two.output()).doesNotContain("This is a defect", "Exception in");
            for (String line : two.output().lines().toList()) {
                assertThat(new ObjectMapper().readTree(line).path("level").asText())
                        .as("its log is JSON: %s", line)
                        .isIn("INFO", "WARN");
            }
        }
    }

    @Test
    void whoEndsGivesTheLeaseBack() throws Exception {
        try (EventLoops loops = new EventLoops();
                Replicas site = new Replicas(loops)) {
            ControllerProcess one = site.start("one");
            site.await(() -> site.ratios().equals(Child.BEFORE));
            ControllerProcess two = site.start("two");
            site.await(() -> two.output().contains("this replica is on standby"));

            assertThat(one.terminate()).isZero();
            int before = site.writers().size();
            assertThat(site.ratios()).as("kept").isEqualTo(Child.BEFORE);
            site.reload(SECOND);
            assertThat(site.await(() -> site.ratios().equals(Child.AFTER)))
                    .as("sooner than a lease runs out")
                    .isLessThan(Duration.ofSeconds(8));
            assertThat(site.writers().subList(before, site.writers().size())).containsOnly("two");
        }
    }

    private static void signal(String name, ControllerProcess process) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(kill.exitValue()).isZero();
    }
}
