package io.llmlb.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.llmlb.sim.lab.scenario.Scenario;
import io.llmlb.sim.lab.scenario.Scenarios;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulateCommandTest {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path small;

    @BeforeEach
    void aSmallScenario() throws IOException {
        small = Files.writeString(directory.resolve("small.yaml"), """
                description: One of three leaves.
                servers: {a100: 2, l4: 1}
                duration: 60s
                warmUp: 10s
                load: 0.7
                events:
                  - {at: 30s, event: leave, server: l4-1}
                watch: {at: 30s, for: 20s}
                """);
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("simulate"));
        all.addAll(Arrays.asList(arguments));
        return Llmlb.run(all.toArray(String[]::new), Map.of(), new PrintWriter(out, true), new PrintWriter(err, true));
    }

    private int runSmall(String... more) {
        List<String> all = new ArrayList<>(List.of("--scenario", small.toString(), "--model", "linear"));
        all.addAll(Arrays.asList(more));
        return run(all.toArray(String[]::new));
    }

    @Test
    void jsonHasARowForEveryRunAndNothingElseIsSaid() throws IOException {
        assertThat(runSmall(
                        "--strategy", "equal,oracle:ttft", "--seeds", "4-5", "--load", "0.5,0.7", "--output", "json"))
                .isZero();
        assertThat(err.toString()).isEmpty();
        JsonNode rows = new ObjectMapper().readTree(out.toString()).get("rows");
        assertThat(rows).hasSize(8);
        List<String> runs = new ArrayList<>();
        rows.forEach(row -> runs.add(row.get("load") + " " + row.get("policy").asText() + " " + row.get("seed")));
        assertThat(runs)
                .containsExactly(
                        "0.5 equal 4",
                        "0.5 equal 5",
                        "0.5 oracle:ttft 4",
                        "0.5 oracle:ttft 5",
                        "0.7 equal 4",
                        "0.7 equal 5",
                        "0.7 oracle:ttft 4",
                        "0.7 oracle:ttft 5");
        JsonNode row = rows.get(0);
        List<String> names = new ArrayList<>();
        row.fieldNames().forEachRemaining(names::add);
        assertThat(names)
                .containsExactly(
                        "scenario",
                        "model",
                        "arrivals",
                        "load",
                        "tmms",
                        "scrape",
                        "interval",
                        "idle",
                        "policy",
                        "seed",
                        "requests",
                        "failed",
                        "ttftP50",
                        "ttftP90",
                        "ttftP99",
                        "tpotP99",
                        "e2eP50",
                        "e2eP99",
                        "goodput",
                        "imbalance",
                        "writes",
                        "churn",
                        "alarms",
                        "firstAlarm",
                        "minuteP99",
                        "backlogGrowth");
        assertThat(row.get("scenario").asText()).isEqualTo("small");
        assertThat(row.get("model").asText()).isEqualTo("linear");
        assertThat(row.get("arrivals").asText()).isEqualTo("poisson");
        assertThat(row.get("scrape").asDouble()).isEqualTo(5);
        assertThat(row.get("ttftP50").asDouble()).isBetween(0.01, 10.0);
        assertThat(row.get("goodput").asDouble()).isBetween(0.0, 1.0);
        assertThat(row.get("minuteP99").isNumber()).isTrue();
    }

    @Test
    void theSameArgumentsGiveTheSameNumbers() {
        String[] arguments = {"--strategy", "power-of-two,ratio:article", "--seeds", "2", "--output", "json"};
        assertThat(runSmall(arguments)).isZero();
        String first = out.toString();
        out.getBuffer().setLength(0);
        assertThat(runSmall(arguments)).isZero();
        assertThat(out.toString()).isEqualTo(first);
    }

    @Test
    void textIsATableAndComparisons() {
        assertThat(runSmall(
                        "--strategy", "equal,static,oracle:work", "--seeds", "3", "--tmms", "1,4", "--scrape", "2s"))
                .isZero();
        List<String> lines = out.toString().lines().toList();
        assertThat(lines)
                .contains(
                        "small at load 0.7: linear, poisson, 1 TMM, scrape 2 s, interval 2 s, seeds 1-3",
                        "small at load 0.7: linear, poisson, 4 TMMs, scrape 2 s, interval 2 s, seeds 1-3",
                        "One of three leaves.");
        assertThat(lines.get(3))
                .contains("TTFT p50", "p90", "p99", "e2e p99", "good %", "writes/min", "minute", "backlog");
        assertThat(lines).filteredOn(line -> line.startsWith("oracle:work ")).hasSize(4);
        assertThat(lines)
                .filteredOn(line -> line.startsWith("p99 of / that of "))
                .hasSize(2);
        assertThat(out.toString()).contains("common random numbers", "Student's t");
        assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
        assertThat(err.toString().strip()).endsWith("18 of 18 runs");
    }

    @Test
    void theDefaultPoliciesFitTheTerminalToo() {
        assertThat(runSmall("--seeds", "1")).isZero();
        assertThat(out.toString().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
        assertThat(out.toString())
                .contains("\nequal ", "\nstatic ", "\nleast-connections ", "\noracle:ttft ", "seed 1\n");
    }

    @Test
    void aFolderGetsRowsSummaryAndPlots() throws Exception {
        Path folder = directory.resolve("a/b");
        assertThat(runSmall(
                        "--strategy",
                        "equal,ratio:article",
                        "--seeds",
                        "2",
                        "--out",
                        folder.toString(),
                        "--output",
                        "json"))
                .isZero();
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "rows.csv",
                            "rows.json",
                            "summary.md",
                            "ttft-small.svg",
                            "servers-small-load-0.7-1-TMM.svg");
        }
        assertThat(Files.readString(folder.resolve("rows.json"))).isEqualTo(out.toString());
        List<String> csv = Files.readAllLines(folder.resolve("rows.csv"));
        assertThat(csv).hasSize(5);
        assertThat(csv.get(0))
                .startsWith("scenario,model,arrivals,load,tmms,scrape,interval,idle,policy,seed,requests,");
        assertThat(csv.get(1)).startsWith("small,linear,poisson,0.7,1,5.0,2.0,0.0,equal,1,");
        assertThat(Files.readString(folder.resolve("summary.md")))
                .contains("## small at load 0.7", "| policy | TTFT p50 |", "| equal | ");
        for (String plot : List.of("ttft-small.svg", "servers-small-load-0.7-1-TMM.svg")) {
            String svg = Files.readString(folder.resolve(plot));
            DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(Files.newInputStream(folder.resolve(plot)));
            assertThat(svg).contains("equal", "ratio:article", "One of three leaves.");
        }
        assertThat(Files.readString(folder.resolve("servers-small-load-0.7-1-TMM.svg")))
                .contains("a100-1", "a100-2", "l4-1", "equal: ratio", "equal: requests in flight");
    }

    @Test
    void aNamedScenarioWithALoadOfItsOwnRunsOnce() throws IOException {
        assertThat(run(
                        "--scenario",
                        "lowrate",
                        "--model",
                        "linear",
                        "--load",
                        "0.5,0.9",
                        "--seeds",
                        "1",
                        "--strategy",
                        "equal",
                        "--output",
                        "json"))
                .isZero();
        JsonNode rows = new ObjectMapper().readTree(out.toString()).get("rows");
        assertThat(rows).hasSize(3);
        assertThat(rows.findValuesAsText("tmms")).containsExactly("1", "4", "16");
        assertThat(rows.get(0).get("requests").asDouble() / 420).isBetween(2.5, 3.5);
        assertThat(rows.get(0).get("minuteP99").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--scenario|mixde|--scenario: there is no scenario \"mixde\": the scenarios are equal, mixed,",
                "--scenario|none.yaml|none.yaml: the file cannot be read (it does not exist)",
                "--strategy|best|--strategy: there is no policy \"best\"",
                "--strategy|ratio:best|--strategy: there is no strategy \"best\"",
                "--load|0|--load: a load is more than 0, and 10 at most, but this is 0",
                "--load|high|--load: this is a number, but it is \"high\"",
                "--load|NaN|--load: a load is more than 0",
                "--seeds|8-1|--seeds: seeds are how many, such as 8, or from which to which, such as 201-208",
                "--seeds|0|--seeds: seeds are",
                "--arrivals|trace:none|--arrivals: there is no trace \"none\": the traces are azure_conv,",
                "--arrivals|even|--arrivals: there are no arrivals \"even\"",
                "--model|gpu|--model: there is no model \"gpu\"",
                "--tmms|0|--tmms: a BIG-IP has 1 to 128 TMMs, but this is 0",
                "--scrape|0s|--scrape: an interval is 100ms to 10m",
                "--interval|fast|--interval: an interval is seconds",
                "--out|pom.xml|--out: pom.xml can be no folder for files: it is a file"
            })
    void wrongInputIsOneSentence(String option, String value, String sentence) {
        List<String> arguments = new ArrayList<>(List.of(option, value));
        if (!option.equals("--scenario")) {
            arguments.addAll(List.of("--scenario", "equal"));
        }
        assertThat(run(arguments.toArray(String[]::new))).isEqualTo(2);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("llmlb: ")
                .contains(sentence);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aServerThatTheModelDoesNotKnowIsUsage() throws IOException {
        Files.writeString(small, "servers: {a40: 2}\n");
        assertThat(runSmall("--seeds", "1")).isEqualTo(2);
        assertThat(err.toString().strip())
                .isEqualTo("llmlb: --scenario: no linear profile \"a40\"; there are h100, a100, l4, uneven");
    }

    @Test
    void runsWithoutARequestHaveNoPercentilesAndNoPlotOfThem() throws IOException {
        Files.writeString(small, "servers: {a100: 1}\nduration: 2s\nwarmUp: 1s\nload: 0.01\n");
        Path folder = directory.resolve("out");
        assertThat(runSmall("--strategy", "equal,static", "--seeds", "1", "--out", folder.toString()))
                .isZero();
        assertThat(out.toString().lines())
                .filteredOn(line -> line.startsWith("equal "))
                .allMatch(line -> line.contains(" - ") || line.endsWith(" 1"));
        assertThat(new ObjectMapper()
                        .readTree(folder.resolve("rows.json").toFile())
                        .get("rows")
                        .get(0)
                        .get("ttftP99")
                        .isNull())
                .isTrue();
        assertThat(folder.resolve("ttft-small.svg")).doesNotExist();
        assertThat(folder.resolve("summary.md")).exists();
    }

    @Test
    void helpNamesTheScenariosAndThePolicies() {
        assertThat(run("--help")).isZero();
        // Lines may end anywhere.
        String help = out.toString().replaceAll("\\s+", "");
        for (Scenario scenario : Scenarios.ALL) {
            assertThat(help).contains(scenario.name());
        }
        assertThat(help)
                .contains("power-of-two", "rlc:STRATEGY", "peer:MODE", "oracle:work", "--arrivals", "N|FROM-TO");
    }

    @Test
    void theExampleRuns() {
        assertThat(run("--scenario", "../examples/simulate/upgrade.yaml", "--seeds", "1", "--strategy", "equal,static"))
                .isZero();
        assertThat(out.toString()).startsWith("upgrade at load 0.75: vllm, poisson, 1 TMM");
    }
}
