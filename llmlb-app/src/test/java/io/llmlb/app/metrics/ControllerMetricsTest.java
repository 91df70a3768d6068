package io.llmlb.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.app.lease.Leadership;
import io.llmlb.core.FailureKind;
import io.llmlb.core.LlmlbException;
import io.llmlb.core.MemberId;
import io.llmlb.core.PoolName;
import io.llmlb.core.act.Availability;
import io.llmlb.core.act.PoolMember;
import io.llmlb.core.act.WriteReport.Outcome;
import io.llmlb.core.control.Cycle;
import io.llmlb.core.control.MemberCycle;
import io.llmlb.core.control.OtherWriters;
import io.llmlb.core.control.RatioChange;
import io.llmlb.core.decide.Weight;
import io.llmlb.core.observe.Reading;
import io.llmlb.core.supervise.Harm;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ControllerMetricsTest {
    private static final PoolName POOL = new PoolName("/vllm/Shared/gpt");
    private static final MemberId ONE = MemberId.of("10.0.0.1", 8000);

    private Instant now = Instant.ofEpochSecond(1_000_000);
    private Leadership leadership = Leadership.ALONE;
    private final ControllerMetrics metrics = new ControllerMetrics(() -> now, "1.2.3", () -> leadership, "llmlb");

    private static final class Refused extends LlmlbException {
        private static final long serialVersionUID = 1L;

        Refused() {
            super(FailureKind.DENIED, "here", "refused", "", null);
        }
    }

    private static MemberCycle member(int last, int before, int ratio, int wanted, Outcome outcome, boolean fresh) {
        MemberId id = MemberId.of("10.0.0." + last, 8000);
        return new MemberCycle(
                new PoolMember(id, "/vllm/" + id, before, Availability.AVAILABLE),
                fresh ? Optional.of(Duration.ofMillis(1500)) : Optional.empty(),
                Reading.NONE,
                fresh ? OptionalDouble.of(1) : OptionalDouble.empty(),
                new Weight(last, Map.of("waiting", 3.0), ""),
                List.of("deadband"),
                ratio,
                wanted,
                outcome);
    }

    private Cycle cycle(
            Cycle.Outcome outcome, OtherWriters others, @Nullable LlmlbException failure, MemberCycle... members) {
        return new Cycle(
                POOL,
                now,
                Duration.ofMillis(300),
                Duration.ofMillis(40),
                outcome,
                List.of(members),
                Map.of("deadband", 2),
                Harm.NONE,
                others,
                List.of(),
                failure);
    }

    private static OtherWriters standby() {
        return new OtherWriters(
                List.of(), 0, Optional.empty(), Optional.empty(), Optional.of("the other leads"), false, List.of());
    }

    /** The samples of one metric, without the help. */
    private List<String> of(String name) {
        return metrics.expose("")
                .text()
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .toList();
    }

    @Test
    void whatIsInForceAndWhatIsWanted() {
        metrics.onCycle(cycle(
                Cycle.Outcome.DONE,
                OtherWriters.NONE,
                null,
                member(1, 2, 4, 8, Outcome.WRITTEN, true),
                member(2, 5, 9, 9, Outcome.DEFERRED, true),
                member(3, 1, 1, 1, Outcome.UNCHANGED, false)));
        String pool = "{member=\"10.0.0.%d:8000\",pool=\"/vllm/Shared/gpt\"} ";
        assertThat(of("llmlb_member_ratio"))
                .containsExactlyInAnyOrder(
                        pool.formatted(1).replace("{", "llmlb_member_ratio{") + "4.0",
                        "llmlb_member_ratio" + pool.formatted(2) + "5.0",
                        "llmlb_member_ratio" + pool.formatted(3) + "1.0");
        assertThat(of("llmlb_member_ratio_target")).contains("llmlb_member_ratio_target" + pool.formatted(1) + "8.0");
        assertThat(of("llmlb_member_share")).contains("llmlb_member_share" + pool.formatted(3) + "0.5");
        now = now.plusSeconds(2);
        assertThat(of("llmlb_member_sample_age_seconds"))
                .as("none where there is no sample")
                .containsExactlyInAnyOrder(
                        "llmlb_member_sample_age_seconds" + pool.formatted(1) + "3.5",
                        "llmlb_member_sample_age_seconds" + pool.formatted(2) + "3.5");
        assertThat(of("llmlb_member_signal")).hasSize(3).allMatch(line -> line.contains("signal=\"waiting\""));
        assertThat(of("llmlb_pool_ratios_waiting")).singleElement().asString().endsWith(" 1.0");
        assertThat(of("llmlb_build_info")).containsExactly("llmlb_build_info{version=\"1.2.3\"} 1.0");
    }

    @Test
    void whatWasDoneIsCounted() {
        OtherWriters changed = new OtherWriters(
                List.of(new RatioChange(ONE, 4, 1)),
                1,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true,
                List.of());
        metrics.onCycle(cycle(
                Cycle.Outcome.DONE,
                changed,
                null,
                member(1, 1, 4, 4, Outcome.WRITTEN, true),
                member(2, 1, 3, 3, Outcome.WRITTEN, true),
                member(3, 1, 1, 1, Outcome.UNCHANGED, false)));
        metrics.onCycle(cycle(Cycle.Outcome.FAILED, OtherWriters.NONE, new Refused()));
        metrics.onSkipped(POOL);
        String pool = "pool=\"/vllm/Shared/gpt\"} 1.0";
        assertThat(of("llmlb_cycles_total"))
                .containsExactlyInAnyOrder(
                        "llmlb_cycles_total{outcome=\"done\"," + pool, "llmlb_cycles_total{outcome=\"failed\"," + pool);
        assertThat(of("llmlb_errors_total")).containsExactly("llmlb_errors_total{kind=\"denied\"," + pool);
        assertThat(of("llmlb_cycles_skipped_total")).containsExactly("llmlb_cycles_skipped_total{" + pool);
        assertThat(of("llmlb_drift_total")).containsExactly("llmlb_drift_total{" + pool);
        assertThat(of("llmlb_reasserts_total")).containsExactly("llmlb_reasserts_total{" + pool);
        assertThat(of("llmlb_members_missing_total")).containsExactly("llmlb_members_missing_total{" + pool);
        assertThat(of("llmlb_writes_total"))
                .containsExactly("llmlb_writes_total{outcome=\"written\"," + pool.replace("1.0", "2.0"));
        assertThat(of("llmlb_guarded_total")).singleElement().asString().endsWith(" 4.0");
        assertThat(of("llmlb_write_duration_seconds_count")).containsExactly("llmlb_write_duration_seconds_count 1");
        assertThat(of("llmlb_write_duration_seconds_sum")).containsExactly("llmlb_write_duration_seconds_sum 0.26");
        assertThat(of("llmlb_cycle_duration_seconds_count")).containsExactly("llmlb_cycle_duration_seconds_count 2");
    }

    @Test
    void onlyALeaderConfirmsAndAFailureConfirmsNothing() {
        metrics.onCycle(cycle(Cycle.Outcome.HELD, standby(), null, member(1, 4, 4, 4, Outcome.UNCHANGED, true)));
        assertThat(of("llmlb_last_confirmed_timestamp_seconds")).isEmpty();
        now = now.plusSeconds(10);
        metrics.onCycle(cycle(Cycle.Outcome.FAILED, OtherWriters.NONE, new Refused()));
        assertThat(of("llmlb_last_confirmed_timestamp_seconds"))
                .as("since its start")
                .containsExactly("llmlb_last_confirmed_timestamp_seconds{pool=\"/vllm/Shared/gpt\"} 1000000.0");
        now = now.plusSeconds(10);
        metrics.onCycle(
                cycle(Cycle.Outcome.DONE, OtherWriters.NONE, null, member(1, 4, 4, 4, Outcome.UNCHANGED, true)));
        assertThat(of("llmlb_last_confirmed_timestamp_seconds"))
                .singleElement()
                .asString()
                .endsWith(" 1000020.0");
        assertThat(of("llmlb_last_write_timestamp_seconds")).isEmpty();
        leadership = new Leadership(false, "llmlb-0", "");
        assertThat(of("llmlb_leader")).containsExactly("llmlb_leader{lease=\"llmlb\"} 0.0");
    }

    @Test
    void aReloadIsTold() {
        now = now.plusSeconds(5);
        metrics.reloaded(false);
        assertThat(of("llmlb_config_last_reload_successful"))
                .containsExactly("llmlb_config_last_reload_successful 0.0");
        assertThat(of("llmlb_config_last_reload_timestamp_seconds"))
                .containsExactly("llmlb_config_last_reload_timestamp_seconds 1000000.0");
        metrics.reloaded(true);
        assertThat(of("llmlb_config_last_reload_timestamp_seconds"))
                .containsExactly("llmlb_config_last_reload_timestamp_seconds 1000005.0");
    }

    @Test
    void whatIsGoneLeavesNothingBehind() {
        for (int i = 1; i <= 200; i++) {
            metrics.onCycle(
                    cycle(Cycle.Outcome.DONE, OtherWriters.NONE, null, member(i, 1, 4, 4, Outcome.WRITTEN, true)));
        }
        assertThat(of("llmlb_member_ratio")).hasSize(1);
        assertThat(metrics.expose("").text().lines().filter(line -> line.contains("{")))
                .hasSizeLessThan(70);
        metrics.keep(List.of());
        List<String> left = new ArrayList<>(metrics.expose("").text().lines().toList());
        left.removeIf(line -> !line.contains("pool="));
        assertThat(left).isEmpty();
    }

    @Test
    void prometheusAndOpenMetricsAreSpoken() {
        assertThat(metrics.expose("").type()).startsWith("text/plain; version=0.0.4");
        assertThat(metrics.expose("application/openmetrics-text;version=1.0.0").type())
                .startsWith("application/openmetrics-text; version=1.0.0");
        assertThat(metrics.expose("application/openmetrics-text;version=1.0.0").text())
                .endsWith("# EOF\n");
    }
}
