package io.llmlb.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentConfigTest {
    /** The article's own deployment. */
    private final Map<String, String> environment = new HashMap<>(Map.of(
            "BIGIP", "192.0.2.10",
            "BIGIP_USER", "admin",
            "BIGIP_PASS", "secret",
            "POOL", "/vllm/Shared/highend_gpt_8000_vllm_inference_f5demo_com_highend_gpt",
            "MODEL", "HighEndGPT",
            "INTERVAL", "2",
            "COEF_RQT", "1",
            "COEF_NRW", "1",
            "VERBOSITY", "2"));

    @Test
    void theArticlesDeploymentIsUnderstood() {
        AppConfig config = EnvironmentConfig.read(environment);

        PoolConfig pool = config.pools().get(0);
        assertThat(pool.model()).isEqualTo("HighEndGPT");
        assertThat(pool.interval()).isEqualTo(Duration.ofSeconds(2));
        assertThat(pool.strategy()).isEqualTo("article");
        assertThat(pool.options().values()).containsOnly(Map.entry("coefRqt", "1"), Map.entry("coefNrw", "1"));
        assertThat(pool.metrics().url())
                .isEqualTo("https://thanos-querier.openshift-monitoring.svc.cluster.local:9091");
        assertThat(pool.mode()).isEqualTo(PoolConfig.Mode.RUN);
        assertThat(pool.ratio().max()).isEqualTo(40);
        assertThat(config.verbosity()).isEqualTo(2);
    }

    @Test
    void withoutCoefficientsLlmlbChooses() {
        environment.keySet().removeIf(name -> name.startsWith("COEF"));

        assertThat(EnvironmentConfig.read(environment).pools().get(0).strategy())
                .isEqualTo("auto");
        assertThat(EnvironmentConfig.choseByCoefficients(environment)).isFalse();
    }

    @Test
    void whatItTellsIsOnThisHostAloneAndTheLogIsForPeople() {
        AppConfig config = EnvironmentConfig.read(environment);

        assertThat(config.status()).isEqualTo(new StatusConfig("127.0.0.1", 9105, true));
        assertThat(config.log()).isEqualTo(LogForm.TEXT);
        assertThat(config.onShutdown()).isEqualTo(OnShutdown.KEEP);
        assertThat(config.leaderElection()).isNull();
    }

    @Test
    void operationHasItsVariables() {
        environment.putAll(Map.of(
                "STATUS_ADDRESS", "0.0.0.0", "STATUS_PORT", "0", "LOG_FORMAT", "json", "ON_SHUTDOWN", "neutral"));
        AppConfig config = EnvironmentConfig.read(environment);

        assertThat(config.status()).isEqualTo(new StatusConfig("0.0.0.0", 0, true));
        assertThat(config.log()).isEqualTo(LogForm.JSON);
        assertThat(config.onShutdown()).isEqualTo(OnShutdown.NEUTRAL);
    }

    @Test
    void inAPodEachPoolHasALeaseOfItsOwn() {
        environment.put("KUBERNETES_SERVICE_HOST", "172.30.0.1");
        LeaseConfig one = EnvironmentConfig.read(environment).leaderElection();
        environment.computeIfPresent("POOL", (name, pool) -> pool + "2");
        LeaseConfig other = EnvironmentConfig.read(environment).leaderElection();

        assertThat(one).isNotEqualTo(other);
        assertThat(one)
                .isEqualTo(
                        new LeaseConfig("llmlb-vllm-shared-highend-gpt-8000-vllm-inference-f5de-5f69aa8a", null, true));
        assertThat(one.lease()).hasSizeLessThanOrEqualTo(63);
    }

    @Test
    void aNamedStrategyWinsOverCoefficients() {
        environment.put("STRATEGY", "static");

        assertThat(EnvironmentConfig.read(environment).pools().get(0).strategy())
                .isEqualTo("static");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POOL|''|environment variable POOL: it is empty; it is the full path of the pool",
                "POOL|gpt|environment variable POOL: a pool is named by its full path, such as /Common/my_pool, but this is \"gpt\"",
                "BIGIP_PASS|''|environment variable BIGIP_PASS: it is empty; it is the password to log in with",
                "INTERVAL|soon|environment variable INTERVAL: an interval is seconds, such as 2, or 500ms, 2s, 1m, but this is \"soon\"",
                "INTERVAL|0|environment variable INTERVAL: an interval is 100ms to 10m, but this is \"0\"",
                "COEF_RQT|much|environment variable COEF_RQT: coefRqt is a number, but this is \"much\"",
                "STRATEGY|best|environment variable STRATEGY: there is no strategy \"best\": the strategies are article, auto, capacity-trim, static, utilization, water-filling",
                "VERBOSITY|9|environment variable VERBOSITY: this is a whole number from 0 to 3, but it is \"9\"",
                "BIGIP_CERT_SHA256|abc|environment variable BIGIP_CERT_SHA256: a SHA-256 fingerprint has 64 hexadecimal digits, with or without colons, but this is \"abc\"",
                "PROMETHEUS_TOKEN_FILE|/nowhere/token|environment variable PROMETHEUS_TOKEN_FILE: the file /nowhere/token cannot be read (it does not exist)",
                "PROMETHEUS_URL|thanos|environment variable PROMETHEUS_URL: this is a URL such as https://thanos.example:9091, without user or query, but it is \"thanos\"",
            })
    void aWrongValueIsOneSentenceThatNamesItsVariable(String variable, String value, String sentence) {
        environment.put(variable, value);

        assertThat(problems()).containsExactly(sentence);
    }

    @Test
    void aMissingPasswordIsNamedAndEverythingElseMissingToo() {
        environment.remove("BIGIP_PASS");
        environment.remove("MODEL");

        assertThat(problems())
                .containsExactlyInAnyOrder(
                        "environment variable BIGIP_PASS: it is not set; it is the password to log in with",
                        "environment variable MODEL: it is not set; it is the model's name, as vLLM serves it");
    }

    @Test
    void twoWaysToTrustAreOneTooMany() {
        environment.put("BIGIP_INSECURE", "true");
        environment.put("BIGIP_CERT_SHA256", "ab".repeat(32));

        assertThat(problems())
                .containsExactly(
                        "BIGIP_CA_FILE, BIGIP_CERT_SHA256 and BIGIP_INSECURE exclude each other: set one of them");
    }

    @Test
    void everyWrongCoefficientIsTold() {
        environment.putAll(Map.of("COEF_RQT", "much", "COEF_KVC", "-1"));

        assertThat(problems())
                .containsExactlyInAnyOrder(
                        "environment variable COEF_RQT: coefRqt is a number, but this is \"much\"",
                        "environment variable COEF_KVC: coefKvc is a number from 0 to 1000000, but this is -1");
    }

    @Test
    void aCertificateIsOfNoUseOverPlainHttp() {
        environment.putAll(
                Map.of("PROMETHEUS_URL", "http://prometheus:9090", "PROMETHEUS_CA_FILE", Certificates.PEM.toString()));

        assertThat(problems())
                .containsExactly("environment variable PROMETHEUS_CA_FILE: there is no certificate to check at"
                        + " http://prometheus:9090: use https, or leave it out");
    }

    @Test
    void thePasswordIsInNoText() {
        assertThat(EnvironmentConfig.read(environment).toString()).doesNotContain("secret");
    }

    private Iterable<String> problems() {
        return catchThrowableOfType(ConfigException.class, () -> EnvironmentConfig.read(environment))
                .problems();
    }
}
