package io.llmlb.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples are right, and the large one has every key and the defaults that it claims. */
class ExampleConfigTest {
    private static final Path EXAMPLES = Path.of("..", "examples", "config");
    private static final Path FULL = EXAMPLES.resolve("llmlb.yaml");
    private static final Path MINIMAL = EXAMPLES.resolve("minimal.yaml");

    private static final Pattern CLAIM = Pattern.compile("\\(default ([^)]+)\\)");

    @TempDir
    private Path secrets;

    @BeforeEach
    void secrets() throws IOException {
        Files.writeString(secrets.resolve("bigip-password"), "secret\n");
        Files.writeString(secrets.resolve("token"), "secret\n");
        Files.copy(Certificates.PEM, secrets.resolve("bigip-ca.pem"));
        Files.copy(Certificates.PEM, secrets.resolve("service-ca.pem"));
    }

    private YamlFile open(Path file) {
        return YamlFile.of(file, Map.of("SECRETS", secrets.toString()));
    }

    @Test
    void theSmallestOneIsRight() {
        AppConfig config = YamlConfig.effective(open(MINIMAL)).config();

        assertThat(config.pools())
                .singleElement()
                .satisfies(pool -> assertThat(pool.strategy()).isEqualTo("auto"));
    }

    @Test
    void theLargeOneHasEveryKeyThatAReaderAsksFor() {
        YamlFile file = open(FULL);
        EffectiveConfig config = YamlConfig.effective(file);

        assertThat(config.config().pools()).hasSize(2);
        assertThat(kinds(config.origins().keySet())).containsAll(kinds(file.asked()));
        assertThat(kinds(file.asked())).contains("bigips.*.budget", "pools[].guards.without", "status.fallback");
    }

    @Test
    void everyKeyThatAReaderAsksForIsPrinted() {
        YamlFile file = open(FULL);
        EffectiveConfig config = YamlConfig.effective(file);
        Set<String> printed = kinds(config.settings().stream().map(Setting::key).toList());
        Set<String> mappings =
                printed.stream().flatMap(ExampleConfigTest::above).collect(Collectors.toSet());

        assertThat(Stream.concat(printed.stream(), mappings.stream()).toList()).containsAll(kinds(file.asked()));
    }

    @Test
    void theDefaultsThatItClaimsAreRight() throws IOException {
        Map<String, Object> defaults = defaults();
        List<String> lines = Files.readAllLines(FULL);
        Map<String, Object> claimed = new HashMap<>();
        YamlConfig.effective(open(FULL)).origins().forEach((key, origin) -> {
            Matcher line = Pattern.compile("line (\\d+):").matcher(origin);
            assertThat(line.find()).isTrue();
            // The places of mappings are those of their first key, or of their dash.
            int at = Integer.parseInt(line.group(1)) - 1;
            String name = key.substring(key.lastIndexOf('.') + 1);
            if (!lines.get(at).strip().replaceFirst("^- ", "").startsWith(name + ":")) {
                return;
            }
            Matcher claim = CLAIM.matcher(comment(lines, at));
            if (claim.find()) {
                claimed.put(kind(key), claim.group(1));
            }
        });

        assertThat(claimed).hasSizeGreaterThan(30);
        assertThat(claimed)
                .allSatisfy((key, value) -> assertThat(value).as(key).isEqualTo(String.valueOf(defaults.get(key))));
    }

    /** What is in effect where nobody says anything. */
    private Map<String, Object> defaults() throws IOException {
        String password = secrets.resolve("bigip-password").toString();
        Path file = Files.writeString(secrets.resolve("llmlb.yaml"), """
                bigips:
                  a: {url: 192.0.2.1, username: u, passwordFile: %1$s, peer: {url: 192.0.2.2}}
                metrics:
                  s: {type: scrape}
                  t: {type: prometheus, url: 'https://thanos'}
                pools:
                  - {pool: /vllm/Shared/a, bigip: a, metrics: s, model: m, strategy: {name: article}}
                  - {pool: /Common/b, bigip: a, metrics: t, model: m}
                leaderElection: {lease: l}
                rules: {bigip: a}
                """.formatted(password));
        Map<String, Object> defaults = new HashMap<>();
        YamlConfig.effective(file, Map.of()).settings().stream()
                .filter(setting -> setting.origin().startsWith("default"))
                .forEach(setting -> defaults.putIfAbsent(
                        kind(setting.key()),
                        setting.value() == null ? setting.origin().replace("default: ", "") : setting.value()));
        return defaults;
    }

    /** The comment above a line, up to the line before. */
    private static String comment(List<String> lines, int at) {
        StringBuilder comment = new StringBuilder();
        for (int i = at - 1; i >= 0 && lines.get(i).strip().startsWith("#"); i--) {
            comment.insert(0, lines.get(i).strip().substring(1));
        }
        return comment.toString();
    }

    /** Keys without the names and numbers that are the user's own. */
    private static Set<String> kinds(Iterable<String> keys) {
        Set<String> kinds = new TreeSet<>();
        keys.forEach(key -> kinds.add(kind(key)));
        return kinds;
    }

    private static String kind(String key) {
        return key.replaceFirst("^(bigips|metrics)\\.[^.]+", "$1.*").replaceFirst("^pools\\[\\d+]", "pools[]");
    }

    private static Stream<String> above(String key) {
        return key.contains(".")
                ? Stream.concat(Stream.of(key), above(key.substring(0, key.lastIndexOf('.'))))
                : Stream.of(key, key.replace("[]", ""));
    }
}
