package io.llmlb.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.llmlb.app.cli.Llmlb;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
    @TempDir
    private Path directory;

    private Ward ward;
    private String out = "";
    private String err = "";

    @BeforeEach
    void start() {
        ward = Ward.healthy(directory);
    }

    @AfterEach
    void stop() throws Exception {
        ward.close();
    }

    private int doctor(Path config, String... more) {
        StringWriter output = new StringWriter();
        StringWriter errors = new StringWriter();
        String[] arguments = new String[3 + more.length];
        System.arraycopy(new String[] {"doctor", "--config", config.toString()}, 0, arguments, 0, 3);
        System.arraycopy(more, 0, arguments, 3, more.length);
        int code = Llmlb.run(arguments, Map.of(), new PrintWriter(output, true), new PrintWriter(errors, true));
        out = output.toString();
        err = errors.toString();
        return code;
    }

    @Test
    void whereAllIsWellEveryCheckSaysSo() throws Exception {
        assertThat(doctor(ward.configuration())).isZero();
        String pin = ward.bigIp.certSha256();
        assertThat(out.replaceAll("up to [0-9.]+ s|less than 1 s", "AGE"))
                .isEqualToNormalizingNewlines("""
                        BIG-IP lab %s
                        ok       connection  TLS, trusting the certificate with SHA-256
                                             %s
                        ok       login       accepted
                        ok       version     21.0.0, which has the JSON profiles that rules need
                        ok       clock       agrees with this machine's within 5 s
                        ok       role        active (/Common/bigip1.emulated)
                        ok       sync        Standalone
                        pool /vllm/Shared/llm_pool on lab
                        ok       pool        is there
                        ok       members     2, all available
                        ok       mode        ratio-member, strategy auto: water-filling
                        ok       entrance    virtual server /Common/llm has HTTP and OneConnect profiles, and no persistence
                        ok       owner       no AS3 declaration of its partition is known
                        ok       hold        none
                        metrics m of pool /vllm/Shared/llm_pool
                        ok       reachable   the servers answer
                        ok       model       meta-llama/Llama-3.1-8B-Instruct
                        ok       age         the newest samples are AGE old; they count for 15 s
                        ok       members     2 of 2 matched to one target each
                        rules on lab
                        info     irule       no rules on the body are in force: no virtual server has the iRule InferenceBodyBasedRouting
                        1 info, 16 ok
                        """.formatted(ward.url, pin));
        assertThat(err).isEmpty();
    }

    @Test
    void itSendsNothingButReadsAndOneLoginThatItEnds() throws Exception {
        assertThat(doctor(ward.configuration())).isZero();
        List<String> writes = ward.bigIp.requests().stream()
                .filter(request -> !request.startsWith("GET "))
                .map(request -> request.replaceAll("tokens/.*", "tokens/T"))
                .toList();
        assertThat(writes).containsExactly("POST /mgmt/shared/authn/login", "DELETE /mgmt/shared/authz/tokens/T");
        assertThat(ward.bigIp.unsaved()).isFalse();
    }

    @Test
    void aWrongPasswordFailsOnceAndWhatDependsOnItIsSkipped() throws Exception {
        ward.password = "wrong";
        assertThat(doctor(ward.configuration(), "--output", "json")).isEqualTo(1);
        assertThat(out).doesNotContain("wrong");
        JsonNode findings = new ObjectMapper().readTree(out);
        assertThat(findings)
                .filteredOn(finding -> finding.path("verdict").asText().equals("failed"))
                .singleElement()
                .hasToString("{\"check\":\"login\",\"place\":\"BIG-IP lab " + ward.url + "\",\"verdict\":\"failed\","
                        + "\"what\":\"answered 401 \\\"Authentication failed.\\\"\","
                        + "\"mend\":\"Check BIGIP_USER and BIGIP_PASS (or username and passwordFile in YAML)\"}");
        assertThat(findings)
                .filteredOn(finding -> finding.path("place").asText().startsWith("pool "))
                .isNotEmpty()
                .allSatisfy(finding -> {
                    assertThat(finding.path("verdict").asText()).isEqualTo("skipped");
                    assertThat(finding.path("what").asText()).isEqualTo("BIG-IP lab cannot be asked");
                });
        assertThat(ward.bigIp.requests())
                .filteredOn(request -> request.endsWith("/login"))
                .hasSize(1);
    }

    @Test
    void oneBigIpThatIsGoneKeepsNoOtherFromBeingLookedAt() throws Exception {
        String text = Files.readString(ward.configuration());
        String two = text.replace(
                        "metrics:\n",
                        "  gone: {url: \"https://127.0.0.1:1\", username: u, passwordFile: \""
                                + directory.resolve("password") + "\"}\nmetrics:\n")
                .replace("pools:\n", "pools:\n  - {pool: /Common/p, bigip: gone, metrics: m, model: m}\n");
        Path file = Files.writeString(directory.resolve("two.yaml"), two);
        assertThat(doctor(file)).isEqualTo(1);
        assertThat(out.lines())
                .contains(
                        "failed   connection  connection refused  -> Check BIGIP (or url in YAML)",
                        "skipped  login       there is no connection (also skipped: role, version, clock)",
                        "ok       members     2, all available");
        assertThat(out.strip()).endsWith("1 failed, 15 skipped, 1 info, 16 ok");
    }

    @Test
    void wrongConfigurationIsToldBeforeAnythingIsAsked() throws Exception {
        Path file = Files.writeString(directory.resolve("wrong.yaml"), "pools: []\n");
        assertThat(doctor(file)).isEqualTo(2);
        assertThat(err).startsWith("llmlb: ").contains(file.toString());
        assertThat(ward.bigIp.requests()).isEmpty();
    }
}
