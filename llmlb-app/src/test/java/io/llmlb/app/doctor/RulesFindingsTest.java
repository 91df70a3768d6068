package io.llmlb.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.bigip.BigIp;
import io.llmlb.bigip.Trust;
import io.llmlb.sim.live.bigip.BigIpEmulator;
import io.llmlb.sim.model.bigip.DataGroup;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import io.llmlb.sim.model.bigip.VirtualServer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found of virtual servers whose requests go by rules on the body. */
class RulesFindingsTest {
    private static final String RULES = "/Common/InferenceBodyBasedRouting_rules";
    private static final String CONFIG = "/Common/InferenceBodyBasedRouting_config";
    private static final String IRULE = "/Common/InferenceBodyBasedRouting";
    private static final String FRONT = "/Common/inference";
    private static final String PLACE = "virtual server /Common/inference on lab";

    @TempDir
    private Path directory;

    private Ward ward;

    @BeforeEach
    void start() {
        ward = Ward.bare(directory, BigIpEmulator.builder().start());
        ward.bigIp.addPool(new Pool(
                Ward.POOL,
                "ratio-member",
                List.of(Member.of("vllm", "127.0.0.1", 1), Member.of("vllm", "127.0.0.1", 2))));
    }

    @AfterEach
    void stop() throws Exception {
        ward.close();
    }

    private void front(Optional<String> without) {
        Map<String, String> profiles = new LinkedHashMap<>(
                Map.of("/Common/http", "http", "/Common/json", "json", "/Common/oneconnect", "one-connect"));
        without.ifPresent(profiles.values()::remove);
        ward.bigIp.addVirtualServer(VirtualServer.of(FRONT, "127.0.0.1", 0, Ward.POOL)
                .withPool(Optional.empty())
                .withRules(List.of(IRULE))
                .withProfiles(profiles));
    }

    private void group(String path, Map<String, String> records) {
        ward.bigIp.put(new DataGroup(path, "string", new TreeMap<>(records), 1));
    }

    private void rulesTo(String pool) {
        group(RULES, Map.of("start", "1", "1", "selectPool " + pool));
    }

    private String line(String check) throws Exception {
        return String.join("\n", ward.lines(PLACE, check));
    }

    @Test
    void soundRulesAreToldCheckByCheck() throws Exception {
        front(Optional.empty());
        rulesTo(Ward.POOL.path());
        group(CONFIG, Map.of("*:defaultPool", Ward.POOL.path()));
        assertThat(line("irule")).isEqualTo("ok " + IRULE + " is attached, and of this version");
        assertThat(line("rules")).isEqualTo("ok data group " + RULES + " is sound, with 2 records");
        assertThat(line("pools")).isEqualTo("ok all 1 that requests may go to are there");
        assertThat(line("http")).isEqualTo("ok an HTTP profile is attached");
        assertThat(line("json"))
                .isEqualTo("info /Common/json: no rule sees a body of more than 65,536 bytes or 2,048 entries (keys and"
                        + " elements)");
        assertThat(line("default"))
                .isEqualTo("ok no default pool, but options of the iRule say what becomes of every request");
        assertThat(ward.lines("pool", "entrance"))
                .containsExactly(
                        "ok virtual server " + FRONT + " has HTTP and OneConnect profiles, and no persistence");
    }

    @Test
    void anIruleThatWasEditedIsAWarning() throws Exception {
        front(Optional.empty());
        rulesTo(Ward.POOL.path());
        try (BigIp client = BigIp.builder(ward.url)
                .user(ward.bigIp.user())
                .password(ward.password)
                .trust(Trust.certificateSha256(ward.bigIp.certSha256()))
                .build()) {
            client.irules().write(IRULE, "# another one");
        }
        assertThat(line("irule")).isEqualTo("warning " + IRULE + " is attached, but of another version, or was edited");
    }

    @Test
    void aDataGroupThatIsNotThereOrFaultyFails() throws Exception {
        front(Optional.empty());
        assertThat(ward.examine(PLACE, "rules"))
                .containsExactly(new Finding(
                        "rules",
                        PLACE,
                        Verdict.FAILED,
                        "data group " + RULES + " is not there, so no rule decides",
                        "llmlb rules push FILE --data-group " + RULES));
        group(RULES, Map.of("start", "1", "1", "if .model exists then 2 else 3", "2", "selectPool /Common/p"));
        assertThat(line("rules"))
                .startsWith("failed data group " + RULES + " has 1 error, first error: record 1 ")
                .contains("there is no step");
        group(RULES, Map.of("start", "1", "1", "selectPool " + Ward.POOL, "2", "selectPool " + Ward.POOL));
        assertThat(line("rules")).startsWith("warning data group " + RULES + " has 1 warning, first warning: record 2");
    }

    @Test
    void poolsThatRulesNameAndThatAreNotThereAreAWarning() throws Exception {
        front(Optional.empty());
        group(
                RULES,
                Map.of(
                        "start", "1",
                        "1", "if .model exists then 2 else 3",
                        "2", "selectPool " + Ward.POOL,
                        "3", "selectPool /Common/gone"));
        assertThat(line("pools"))
                .isEqualTo(
                        "warning rules or options name /Common/gone, which is not there: its requests go to the default"
                                + " pool");
    }

    @Test
    void missingProfilesFailSinceNoRuleIsAskedThen() throws Exception {
        front(Optional.of("json"));
        rulesTo(Ward.POOL.path());
        assertThat(ward.examine(PLACE, "json"))
                .containsExactly(new Finding(
                        "json",
                        PLACE,
                        Verdict.FAILED,
                        "no JSON profile, so no rule is asked",
                        "llmlb rules push FILE --virtual " + FRONT + ", or your AS3 declaration"));
        ward.bigIp.removeVirtualServer(FRONT);
        front(Optional.of("http"));
        assertThat(line("http")).isEqualTo("failed no HTTP profile, so no rule is asked");
        assertThat(ward.lines("pool", "entrance")).singleElement().asString().contains("has no HTTP profile");
    }

    @Test
    void aLimitThatTheIruleDoesNotKnowIsAWarning() throws Exception {
        front(Optional.empty());
        rulesTo(Ward.POOL.path());
        group(CONFIG, Map.of(FRONT + ":maximumBytes", "1000000"));
        assertThat(ward.examine(PLACE, "json")).singleElement().satisfies(finding -> {
            assertThat(finding.verdict()).isEqualTo(Verdict.WARNING);
            assertThat(finding.what()).endsWith(", but the iRule takes 1,000,000 bytes for the limit");
            assertThat(finding.mend())
                    .isEqualTo("llmlb rules push FILE --virtual " + FRONT + " --set maximumBytes=65536");
        });
    }

    @Test
    void withoutAnyDefaultPoolWhatNoRuleDecidesIsAnError() throws Exception {
        front(Optional.empty());
        rulesTo(Ward.POOL.path());
        assertThat(line("default"))
                .isEqualTo(
                        "warning no default pool: a request that no rule decides, such as one without a JSON body or with"
                                + " too large a one, is answered with error 503");
    }

    @Test
    void virtualServersOfOtherPoolsAreLeftAlone() throws Exception {
        assertThat(ward.lines("rules on lab", "irule"))
                .containsExactly("info no rules on the body are in force: no virtual server has the iRule"
                        + " InferenceBodyBasedRouting");
        front(Optional.empty());
        rulesTo("/Common/other");
        assertThat(ward.lines("rules on lab", "irule"))
                .containsExactly(
                        "info no rules on the body are in force: those of 1 virtual server lead to other pools");
        assertThat(ward.lines("pool", "entrance"))
                .containsExactly("warning no virtual server leads here that this user can see");
    }
}
