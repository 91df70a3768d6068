package io.llmlb.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/** What is printed is read back as the same. */
class EffectiveConfigProperties {
    private Path file;
    private Path secret;

    @BeforeProperty
    void create() throws IOException {
        file = Files.createTempFile("llmlb", ".yaml");
        secret = Files.writeString(Files.createTempFile("secret", ""), "hunter2\n");
    }

    @AfterProperty
    void delete() throws IOException {
        Files.delete(file);
        Files.delete(secret);
    }

    private EffectiveConfig read(String yaml) throws IOException {
        return YamlConfig.effective(Files.writeString(file, yaml), Map.of());
    }

    @Property(tries = 1000)
    void whatIsPrintedIsReadAsTheSame(@ForAll Random random) throws IOException {
        AppConfig config = new AnyConfig(random, secret, Certificates.PEM).make();
        String yaml = new EffectiveConfig(config, Map.of()).yaml();
        EffectiveConfig back = read(yaml);

        assertThat(back.config()).isEqualTo(config);
        assertThat(yaml).doesNotContain("hunter2");
        assertThat(read(back.yaml()).config()).as("with its origins").isEqualTo(config);
        assertThat(back.settings())
                .allSatisfy(setting ->
                        assertThat(setting.origin()).startsWith(setting.value() == null ? "default: " : "line "));
    }

    @Property(tries = 300)
    void soIsWhatTheEnvironmentSaysButForThePassword(@ForAll Random random) throws IOException {
        Map<String, String> environment = new HashMap<>(Map.of(
                "BIGIP",
                "[fd00::1]:8443",
                "BIGIP_USER",
                "${a}",
                "BIGIP_PASS",
                "hunter2",
                "POOL",
                "/a/b",
                "MODEL",
                "m: #"));
        Map<String, String> more = Map.of(
                "INTERVAL", "0.5",
                "COEF_KVC", "3",
                "BIGIP_INSECURE", "yes",
                "PROMETHEUS_TOKEN_FILE", secret.toString(),
                "KUBERNETES_SERVICE_HOST", "172.30.0.1",
                "STATUS_PORT", "0",
                "ON_SHUTDOWN", "neutral",
                "STRATEGY", "auto");
        more.keySet().stream()
                .sorted()
                .filter(name -> random.nextBoolean())
                .forEach(name -> environment.put(name, more.get(name)));
        EffectiveConfig config = EnvironmentConfig.effective(environment);
        String yaml = config.yaml();
        assertThat(yaml).doesNotContain("hunter2");
        EffectiveConfig back = read(yaml.replace("# passwordFile:", "passwordFile: " + secret));

        assertThat(values(back)).isEqualTo(values(config));
        assertThat(back.config().leaderElection()).isEqualTo(config.config().leaderElection());
        assertThat(back.config().status()).isEqualTo(config.config().status());
    }

    private static List<String> values(EffectiveConfig config) {
        return config.settings().stream()
                .filter(setting -> !setting.key().endsWith("passwordFile"))
                .map(setting -> setting.key() + "=" + setting.value())
                .toList();
    }
}
