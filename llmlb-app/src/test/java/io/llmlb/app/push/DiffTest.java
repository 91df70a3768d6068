package io.llmlb.app.push;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DiffTest {
    private static final Path SAMPLE = Site.EXAMPLES.resolve("flight-agent.yaml");

    @TempDir
    private Path directory;

    private Site site;

    @BeforeEach
    void start() throws Exception {
        site = new Site();
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private int diff(String... more) {
        String[] arguments = new String[3 + more.length];
        System.arraycopy(new String[] {"rules", "diff", SAMPLE.toString()}, 0, arguments, 0, 3);
        System.arraycopy(more, 0, arguments, 3, more.length);
        return site.run(arguments);
    }

    @Test
    void onlyWhatIsAskedAboutCounts() {
        assertThat(diff()).isEqualTo(1);
        assertThat(site.out).contains("data group " + Site.RULES + ": absent");
        assertThat(site.push(SAMPLE, directory)).isZero();
        assertThat(diff()).isZero();
        assertThat(diff("--irule")).isEqualTo(1);
        assertThat(diff("--virtual", Site.FRONT)).isEqualTo(1);
        assertThat(site.out).contains("has no JSON profile and not the iRule");
        assertThat(site.push(SAMPLE, directory, "--irule", "--virtual", Site.FRONT))
                .isZero();
        assertThat(diff("--irule", "--virtual", Site.FRONT)).isZero();
    }

    @Test
    void aVirtualServerThatUsesAnotherDataGroupDiffers() {
        assertThat(site.push(SAMPLE, directory, "--irule", "--virtual", Site.FRONT))
                .isZero();
        site.device.dataGroups().create(Site.CONFIG, Map.of("*:rules", "/Common/other"));
        assertThat(diff("--virtual", Site.FRONT)).isEqualTo(1);
        assertThat(site.out).contains("  + " + Site.FRONT + ":rules  " + Site.RULES);
        assertThat(diff()).isZero();
    }

    @Test
    void aProgramReadsOneObject() throws Exception {
        assertThat(site.push(SAMPLE, directory)).isZero();
        Map<String, String> other = site.records(Site.RULES);
        other.remove("6");
        other.put("5", "reject 404");
        site.device.dataGroups().replace(Site.RULES, other);
        assertThat(diff("--output", "json", "--virtual", Site.FRONT)).isEqualTo(1);
        JsonNode json = new ObjectMapper().readTree(site.out);
        assertThat(json.path("same").asBoolean()).isFalse();
        assertThat(json.path("records").toString())
                .isEqualTo("[{\"name\":\"5\",\"before\":\"reject 404\",\"after\":\"selectPool " + Site.WEAK
                        + "\"},{\"name\":\"6\",\"before\":null,\"after\":\"selectPool " + Site.FLIGHT + "\"}]");
        assertThat(json.path("virtualServer").toString())
                .isEqualTo("{\"virtualServer\":\"" + Site.FRONT + "\",\"http\":true,\"json\":false,\"irule\":false}");
    }

    @Test
    void whereTheBigIpIsComesFromAFileToo() throws Exception {
        Path password = Files.writeString(directory.resolve("password"), site.bigIp.password());
        Path config = Files.writeString(directory.resolve("llmlb.yaml"), """
                bigips:
                  lab: {url: "%s", username: %s, passwordFile: "%s", certSha256: "%s"}
                """.formatted(
                        site.bigIp.url(), site.bigIp.user(), password, site.bigIp.certSha256()));
        site.environment.clear();
        assertThat(diff("--config", config.toString())).isEqualTo(1);
        assertThat(site.out).contains("absent");
        assertThat(diff()).isEqualTo(2);
        assertThat(site.err.lines()).hasSize(3).allMatch(line -> line.startsWith("llmlb: environment variable BIGIP"));
        assertThat(diff("--bigip", "lab")).isEqualTo(2);
        assertThat(site.err).startsWith("--bigip names one of the BIG-IPs in a --config file");
    }
}
