package io.llmlb.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmlb.core.supervise.DoNoHarm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlConfigTest {
    private static final String WHOLE = """
            bigips:
              lab:
                url: https://192.0.2.10
                username: ${ROBOT}
                passwordFile: PASSWORD
                certSha256: "abababababababababababababababababababababababababababababababab"
            metrics:
              thanos: {type: prometheus, url: "https://thanos:9091"}
              servers: {type: scrape}
            pools:
              - pool: /vllm/Shared/gpt
                bigip: lab
                metrics: thanos
                model: HighEndGPT
                interval: 500ms
                strategy: {name: article, coefKvc: 5}
                ratio: {max: 10}
                mode: dry-run
                doNoHarm: off
              - {pool: /vllm/Shared/other, bigip: lab, metrics: servers, model: Other}
              - {pool: /vllm/Shared/third, bigip: lab, metrics: servers, model: Third, strategy: {name: article}}
            """;

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void password() throws IOException {
        Files.writeString(directory.resolve("password"), "secret\n");
        file = directory.resolve("llmlb.yaml");
    }

    private AppConfig read(String yaml) throws IOException {
        Files.writeString(
                file, yaml.replace("PASSWORD", directory.resolve("password").toString()));
        return YamlConfig.read(file, Map.of("ROBOT", "llmlb"));
    }

    private List<String> problems(String yaml) {
        return catchThrowableOfType(ConfigException.class, () -> read(yaml)).problems();
    }

    @Test
    void everyKeyIsRead() throws IOException {
        AppConfig config = read(WHOLE);

        PoolConfig gpt = config.pools().get(0);
        assertThat(gpt.bigip().username()).isEqualTo("llmlb");
        assertThat(gpt.bigip().password().get()).containsExactly("secret".toCharArray());
        assertThat(gpt.interval()).isEqualTo(Duration.ofMillis(500));
        assertThat(gpt.options().values()).containsExactly(Map.entry("coefKvc", "5"));
        assertThat(gpt.ratio().max()).isEqualTo(10);
        assertThat(gpt.doNoHarm()).isEqualTo(DoNoHarm.OFF);
        assertThat(gpt.mode()).isEqualTo(PoolConfig.Mode.DRY_RUN);
        PoolConfig other = config.pools().get(1);
        assertThat(other.metrics().type()).isEqualTo(MetricsConfig.Type.SCRAPE);
        assertThat(other.strategy()).isEqualTo("auto");
        assertThat(other.interval()).isEqualTo(Duration.ofSeconds(2));
        assertThat(other.ratio().max()).isEqualTo(40);
        assertThat(other.doNoHarm()).isEqualTo(DoNoHarm.ACT);
        assertThat(config.pools().get(2).doNoHarm())
                .as("a law that somebody chose")
                .isEqualTo(DoNoHarm.WARN);
        assertThat(other.mode()).isEqualTo(PoolConfig.Mode.RUN);
        assertThat(config.verbosity()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "username:|usernam:|4:5: bigips.lab.usernam: unknown key: did you mean username?|3:5: bigips.lab.username: this key is missing",
                "interval:|intervall:|15:5: pools[0].intervall: unknown key: did you mean interval?|",
                "name: article|name: artikel|16:22: pools[0].strategy.name: there is no strategy \"artikel\": the strategies are article, auto, capacity-trim, static, utilization, water-filling|",
                "coefKvc: 5|coefKvc: lots|16:40: pools[0].strategy.coefKvc: coefKvc is a number, but this is \"lots\"|",
                "coefKvc: 5|coefKvk: 5|16:40: pools[0].strategy.coefKvk: unknown option coefKvk: the options are coefNrw, coefRqt, coefKvc|",
                "max: 10|max: 1000|17:18: pools[0].ratio.max: this is a whole number from 1 to 100, but it is \"1000\"|",
                "mode: dry-run|mode: wet|18:11: pools[0].mode: a mode is run, dry-run or neutral, but this is \"wet\"|",
                "doNoHarm: off|doNoHarm: perhaps|19:15: pools[0].doNoHarm: do-no-harm is act, warn, off, but this is \"perhaps\"|",
                "bigip: lab|bigip: lob|12:12: pools[0].bigip: there is no \"lob\" under bigips|",
                "/vllm/Shared/gpt|''|11:10: pools[0].pool: it is empty|",
                "${ROBOT}|${NOBODY}|4:15: bigips.lab.username: it names the environment variable NOBODY, which is not set|",
                "PASSWORD|/nowhere/password|5:19: bigips.lab.passwordFile: the file /nowhere/password cannot be read (it does not exist)|",
                "type: scrape|type: scrap|9:19: metrics.servers.type: a type is prometheus or scrape, but this is \"scrap\"|",
                "'type: prometheus, url: \"https://thanos:9091\"'|type: prometheus|8:11: metrics.thanos.url: this key is missing: it is the base URL of Prometheus or Thanos|",
                "https://192.0.2.10|http://192.0.2.10|3:10: bigips.lab.url|"
            })
    void whatIsWrongIsOneSentenceWithItsPlace(String right, String wrong, String sentence, String another) {
        List<String> problems = problems(WHOLE.replaceFirst(Pattern.quote(right), Matcher.quoteReplacement(wrong)));

        assertThat(problems).anyMatch(problem -> problem.startsWith(file + ":" + sentence));
        assertThat(problems).hasSize(another == null ? 1 : 2);
        if (another != null) {
            assertThat(problems).contains(file + ":" + another);
        }
    }

    @Test
    void allProblemsAreFoundAtOnce() {
        List<String> problems = problems(WHOLE.replace("ratio:", "ratios:").replace("500ms", "soon") + "verbos: 3\n");

        assertThat(problems).hasSize(3);
    }

    @Test
    void oneDeviceUnderTwoNamesIsRefused() {
        String twice = "bigips:\n  lob: {url: https://192.0.2.10, username: a, passwordFile: PASSWORD}\n";

        assertThat(problems(WHOLE.replace("bigips:\n", twice)))
                .containsExactly(file + ":4:10: bigips.lab.url: it is that of lob too, and each would have a budget:"
                        + " keep one of them");
    }

    @Test
    void oneDeviceIsFoundHoweverItIsSpelt() {
        String twice =
                "bigips:\n  lob: {url: 192.0.2.9, username: a, passwordFile: PASSWORD, peer: {url: '192.0.2.10:443'}}\n";

        assertThat(problems(WHOLE.replace("bigips:\n", twice)))
                .containsExactly(file + ":4:10: bigips.lab.url: it is that of lob too, and each would have a budget:"
                        + " keep one of them");
    }

    @Test
    void aCertificateIsOfNoUseOverPlainHttp() {
        String plain = "url: \"http://thanos:9091\", caFile: '" + Certificates.PEM + "'}";

        assertThat(problems(WHOLE.replace("url: \"https://thanos:9091\"}", plain)))
                .containsExactly(
                        file + ":8:65: metrics.thanos.caFile: there is no certificate to check: use an https URL,"
                                + " or leave it out");
    }

    @Test
    void everyWrongOptionOfAStrategyIsTold() {
        assertThat(problems(WHOLE.replace("coefKvc: 5", "coefKvc: lots, coefNrw: -1, coefKvk: 5")))
                .containsExactlyInAnyOrder(
                        file + ":16:68: pools[0].strategy.coefKvk: unknown option coefKvk: the options are coefNrw,"
                                + " coefRqt, coefKvc",
                        file + ":16:40: pools[0].strategy.coefKvc: coefKvc is a number, but this is \"lots\"",
                        file
                                + ":16:55: pools[0].strategy.coefNrw: coefNrw is a number from 0 to 1000000, but this is -1");
    }

    @Test
    void aTextThatLooksLikeAVariableIsWrittenWithTwoDollars() throws IOException {
        assertThat(read(WHOLE.replace("${ROBOT}", "$${ROBOT}${ROBOT}"))
                        .pools()
                        .get(0)
                        .bigip()
                        .username())
                .isEqualTo("${ROBOT}llmlb");
    }

    @Test
    void aFileThatIsNoYamlSaysWhere() {
        assertThat(problems("pools: [\n  a: b: c\n")).singleElement().asString().contains("llmlb.yaml:2:", "no YAML");
        assertThat(problems("")).singleElement().asString().endsWith("the file is empty");
        assertThat(problems("just text")).singleElement().asString().contains("1:1: the file: a mapping");
    }

    @Test
    void aFileThatIsNotThereSaysSo() {
        assertThat(catchThrowableOfType(
                                ConfigException.class, () -> YamlConfig.read(directory.resolve("none.yaml"), Map.of()))
                        .problems())
                .singleElement()
                .asString()
                .endsWith("none.yaml: the file cannot be read (it does not exist)");
    }

    @Test
    void aKeyThatIsThereTwiceIsRefused() {
        assertThat(problems(WHOLE.replace("    mode: dry-run", "    mode: dry-run\n    mode: run")))
                .contains(file + ":19:5: pools[0].mode: this key is there twice");
    }
}
