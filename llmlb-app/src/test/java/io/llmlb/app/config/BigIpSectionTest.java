package io.llmlb.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A BIG-IP alone, from a file or the environment. */
class BigIpSectionTest {
    @TempDir
    private Path directory;

    private Path password;

    @BeforeEach
    void password() throws IOException {
        password = Files.writeString(directory.resolve("password"), "s3cret\n");
    }

    private BigIpConfig read(String yaml, String name) throws IOException {
        Path file = Files.writeString(directory.resolve("llmlb.yaml"), yaml);
        return BigIpSection.read(
                file, Map.of("HOST", "192.0.2.1"), Optional.of(name).filter(text -> !text.isEmpty()));
    }

    private List<String> problems(String yaml, String name) {
        ConfigException wrong = catchThrowableOfType(ConfigException.class, () -> read(yaml, name));
        assertThat(wrong).isNotNull();
        return wrong.problems();
    }

    private String two() {
        return """
                bigips:
                  a: {url: "https://${HOST}", username: u, passwordFile: %s}
                  b: {url: 192.0.2.2, username: v, passwordFile: /nowhere, caFile: /nowhere}
                pools: [{pool: nonsense}]
                """.formatted(password);
    }

    @Test
    void theRestOfTheFileDoesNotMatter() throws IOException {
        BigIpConfig config = read(two(), "a");
        assertThat(config.url()).isEqualTo("https://192.0.2.1");
        assertThat(config.username()).isEqualTo("u");
        assertThat(config.password().get()).containsExactly("s3cret".toCharArray());
        assertThat(config.toString()).doesNotContain("s3cret");
    }

    @Test
    void theOnlyOneNeedsNoName() throws IOException {
        assertThat(read("bigips: {x: {url: h, username: u, passwordFile: " + password + "}}", "")
                        .name())
                .isEqualTo("x");
    }

    @Test
    void whichOfSeveralMustBeSaid() {
        assertThat(problems(two(), ""))
                .singleElement()
                .asString()
                .endsWith("llmlb.yaml:2:3: bigips: there are several: name one with --bigip; those here are a, b");
        assertThat(problems(two(), "c"))
                .singleElement()
                .asString()
                .endsWith("bigips: there is no \"c\"; those here are a, b");
        assertThat(problems("bigips: {}", "")).singleElement().asString().endsWith("bigips: there is none");
        assertThat(problems("pools: []", "")).singleElement().asString().endsWith("bigips: this key is missing");
    }

    @Test
    void allThatIsWrongWithItIsTold() {
        assertThat(problems(two(), "b")).hasSize(2).allMatch(problem -> problem.contains("/nowhere cannot be read"));
    }

    @Test
    void theEnvironmentNeedsNoPool() {
        BigIpConfig config =
                EnvironmentConfig.bigip(Map.of("BIGIP", "192.0.2.1", "BIGIP_USER", "u", "BIGIP_PASS", "s3cret"));
        assertThat(config.url()).isEqualTo("192.0.2.1");
        ConfigException wrong = catchThrowableOfType(
                ConfigException.class,
                () -> EnvironmentConfig.bigip(Map.of("BIGIP_USER", "u", "BIGIP_CERT_SHA256", "zz", "INTERVAL", "x")));
        assertThat(wrong.problems())
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("environment variable BIGIP: it is not set"),
                        second -> assertThat(second).startsWith("environment variable BIGIP_PASS: it is not set"),
                        third -> assertThat(third).startsWith("environment variable BIGIP_CERT_SHA256: "));
    }
}
