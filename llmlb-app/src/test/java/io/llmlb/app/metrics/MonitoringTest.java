package io.llmlb.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.llmlb.app.lease.Leadership;
import io.llmlb.core.MemberId;
import io.llmlb.core.PoolName;
import io.llmlb.core.act.Availability;
import io.llmlb.core.act.PoolMember;
import io.llmlb.core.act.WriteReport;
import io.llmlb.core.control.Cycle;
import io.llmlb.core.control.MemberCycle;
import io.llmlb.core.decide.Weight;
import io.llmlb.core.observe.Reading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alert rules and the dashboard fit the metrics that there are, by Prometheus' own tool. */
@Tag("process")
class MonitoringTest {
    private static final Path FILES = Path.of("..", "deploy", "monitoring");
    private static final Pattern NAME = Pattern.compile("\\bllmlb_[a-z_]+");

    @TempDir
    private Path directory;

    private static Set<String> known() {
        Set<String> known = new HashSet<>();
        for (ControllerMetric metric : ControllerMetric.values()) {
            known.add(metric.word());
            if (metric.kind() == ControllerMetric.Kind.HISTOGRAM) {
                known.addAll(List.of(metric.word() + "_bucket", metric.word() + "_sum", metric.word() + "_count"));
            }
        }
        return known;
    }

    private static Set<String> named(String text) {
        return NAME.matcher(text).results().map(found -> found.group()).collect(Collectors.toSet());
    }

    @Test
    void theRulesFireOnWhatTheyAreForAndOnNothingElse() throws Exception {
        String rules = Files.readString(FILES.resolve("llmlb-alerts.yaml"));
        String tests = Files.readString(FILES.resolve("llmlb-alerts-test.yaml"));
        assertThat(named(rules)).isNotEmpty().isSubsetOf(known());
        assertThat(named(tests)).isSubsetOf(known());
        assertThat(promtool("check", "rules", "llmlb-alerts.yaml")).contains("SUCCESS");
        assertThat(promtool("test", "rules", "llmlb-alerts-test.yaml")).contains("SUCCESS");
        List<String> alerts = Pattern.compile("alert: (\\w+)")
                .matcher(rules)
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(alerts).allSatisfy(alert -> {
            String query = "alertname=\"" + alert + "\"";
            assertThat(tests).as("it fires").contains("ALERTS{" + query);
            assertThat(Arrays.stream(tests.split("promql_expr_test:", -1))
                            .anyMatch(test -> test.contains(query) && test.contains("exp_samples: []")))
                    .as("%s does not fire", alert)
                    .isTrue();
        });
    }

    @Test
    void theDashboardAsksForWhatThereIs() throws Exception {
        JsonNode dashboard = new ObjectMapper()
                .readTree(FILES.resolve("llmlb-dashboard.json").toFile());
        assertThat(named(dashboard.toString())).isSubsetOf(known());
        StringBuilder rules = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
        int queries = 0;
        for (JsonNode panel : dashboard.path("panels")) {
            assertThat(panel.path("title").asText()).isNotBlank();
            if (panel.path("type").asText().equals("row")) {
                continue;
            }
            assertThat(panel.path("fieldConfig").path("defaults").path("unit").asText())
                    .isNotBlank();
            assertThat(panel.path("description").asText()).isNotBlank();
            for (JsonNode target : panel.path("targets")) {
                String query = target.path("expr").asText().replace("$__rate_interval", "1m");
                rules.append("      - {record: 'panel:")
                        .append(queries++)
                        .append("', expr: '")
                        .append(query)
                        .append("'}\n");
            }
        }
        assertThat(queries).isGreaterThan(20);
        Path file = Files.writeString(directory.resolve("dashboard.yaml"), rules);
        assertThat(promtool("check", "rules", file.toString())).contains("SUCCESS: " + queries + " rules found");
        Set<String> shown = named(dashboard.toString());
        assertThat(Arrays.stream(ControllerMetric.values())
                        .filter(metric -> shown.stream().noneMatch(name -> name.startsWith(metric.word()))))
                .as("what nobody would see")
                .containsExactly(ControllerMetric.LAST_WRITE_TIMESTAMP_SECONDS, ControllerMetric.BUILD_INFO);
    }

    @Test
    void promtoolHasNothingToSayOfTheMetrics() throws Exception {
        ControllerMetrics metrics =
                new ControllerMetrics(() -> Instant.ofEpochSecond(1_000_000), "1.2.3", () -> Leadership.ALONE, "");
        MemberId id = MemberId.of("10.0.0.1", 8000);
        MemberCycle member = new MemberCycle(
                new PoolMember(id, "/vllm/" + id, 1, Availability.AVAILABLE),
                Optional.of(Duration.ofSeconds(1)),
                Reading.NONE,
                OptionalDouble.empty(),
                new Weight(1, Map.of("waiting", 3.0), ""),
                List.of(),
                4,
                4,
                WriteReport.Outcome.WRITTEN);
        PoolName pool = new PoolName("/vllm/Shared/gpt");
        metrics.onCycle(new Cycle(
                pool,
                Instant.ofEpochSecond(1_000_000),
                Duration.ofMillis(5),
                Cycle.Outcome.DONE,
                List.of(member),
                List.of(),
                null));
        metrics.onSkipped(pool);
        Path file = Files.writeString(
                directory.resolve("metrics"), metrics.expose("").text());
        Process promtool = new ProcessBuilder("promtool", "check", "metrics")
                .redirectInput(file.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(promtool.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(promtool.exitValue()).as(said).isZero();
        assertThat(said).isBlank();
    }

    private static String promtool(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = "promtool";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process promtool = new ProcessBuilder(command)
                .directory(FILES.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(promtool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(promtool.exitValue()).as(said).isZero();
        return said;
    }
}
