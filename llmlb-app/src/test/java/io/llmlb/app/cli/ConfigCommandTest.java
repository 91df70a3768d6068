package io.llmlb.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigCommandTest {
    private static final Map<String, String> ARTICLE = Map.of(
            "BIGIP",
            "192.0.2.1",
            "BIGIP_USER",
            "u",
            "BIGIP_PASS",
            "hunter2",
            "POOL",
            "/a/b",
            "MODEL",
            "m",
            "COEF_KVC",
            "3");

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private String file = "";

    @BeforeEach
    void file() throws IOException {
        Path password = Files.writeString(directory.resolve("password"), "hunter2");
        file = write("""
                bigips:
                  lab: {url: 192.0.2.10, username: "${ROBOT}", passwordFile: PASSWORD}
                metrics:
                  servers: {type: scrape}
                pools:
                  - {pool: /Common/a, bigip: lab, metrics: servers, model: m}
                  - {pool: /Common/b, bigip: lab, metrics: servers, model: m, interval: 5s}
                """.replace("PASSWORD", password.toString()));
    }

    private String write(String text) throws IOException {
        return Files.writeString(directory.resolve("llmlb.yaml"), text).toString();
    }

    private int run(Map<String, String> environment, String... arguments) {
        return Llmlb.run(arguments, environment, new PrintWriter(out, true), new PrintWriter(err, true));
    }

    @Test
    void aRightConfigurationIsOneLine() {
        assertThat(run(Map.of("ROBOT", "r2"), "config", "check", "--config", file))
                .isZero();
        assertThat(run(ARTICLE, "config", "check")).isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        file + ": 2 pools on 1 BIG-IP, nothing is wrong",
                        "environment: 1 pool on 1 BIG-IP, nothing is wrong");
    }

    @Test
    void eachProblemIsALineWithItsPlace() throws IOException {
        write(Files.readString(Path.of(file)).replace("interval: 5s", "interval: 5h"));
        assertThat(run(Map.of(), "config", "check", "--config", file)).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().lines())
                .containsExactly(
                        "llmlb: " + file
                                + ":2:36: bigips.lab.username: it names the environment variable ROBOT, which is"
                                + " not set",
                        "llmlb: " + file
                                + ":7:73: pools[1].interval: an interval is seconds, such as 2, or 500ms, 2s, 1m,"
                                + " but this is \"5h\"");
    }

    @Test
    void eachValueIsPrintedWithItsOrigin() {
        assertThat(run(Map.of("ROBOT", "r2"), "config", "print", "--config", file))
                .isZero();
        assertThat(out.toString().lines().map(line -> line.replaceAll("  +# ", " # ")))
                .startsWith(
                        "bigips:",
                        "  lab:",
                        "    url: 192.0.2.10 # line 2:14",
                        "    username: r2 # ${ROBOT} in line 2:36")
                .contains(
                        "  - pool: /Common/b # line 7:12",
                        "    interval: 2s # default",
                        "    interval: 5s # line 7:73",
                        "onShutdown: keep # default");
        assertThat(out.toString()).doesNotContain("hunter2");
    }

    @Test
    void theEnvironmentHasItsOrigins() throws IOException {
        assertThat(run(ARTICLE, "config", "print", "--output", "json")).isZero();
        Map<String, String> settings = new HashMap<>();
        for (JsonNode setting : new ObjectMapper().readTree(out.toString())) {
            settings.put(
                    setting.get("key").asText(),
                    setting.get("value") + " " + setting.get("origin").asText());
        }
        assertThat(settings)
                .containsEntry("bigips.BIGIP.url", "\"192.0.2.1\" environment variable BIGIP")
                .containsEntry("bigips.BIGIP.passwordFile", "null environment variable BIGIP_PASS, which is not shown")
                .containsEntry("pools[0].strategy.name", "\"article\" default where a COEF_ variable is set")
                .containsEntry("pools[0].strategy.coefKvc", "\"3\" environment variable COEF_KVC")
                .containsEntry("pools[0].ratio.max", "40 default");
        assertThat(out.toString()).doesNotContain("hunter2");
    }

    @Test
    void withoutACommandItIsWrongUsage() {
        assertThat(run(Map.of(), "config")).isEqualTo(2);
        assertThat(err.toString()).contains("a command of config is missing");
    }
}
