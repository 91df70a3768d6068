package io.llmlb.app.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.core.PoolName;
import io.llmlb.rules.irule.InferenceBodyBasedRouting;
import io.llmlb.sim.model.bigip.VirtualServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a push warns of, and what it refuses before it writes. */
@Timeout(120)
class PushAdviceTest {
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "colour=red          | --set colour: there is no such option; these are rules, defaultPool,",
                "counters            | --set counters: a value is missing, as in counters=VALUE",
                "counters=perhaps    | --set counters: this is either on or off",
                "defaultPool=weak    | --set defaultPool: a full path",
                "rules=/Common/other | --set rules: with --virtual, --data-group says which rules it uses"
            })
    void wrongOptionsAreToldBeforeAnythingIsAsked(String setting, String why) {
        site.environment.clear();
        assertThat(site.push(SAMPLE, directory, "--virtual", Site.FRONT, "--set", setting))
                .isEqualTo(2);
        assertThat(site.err).startsWith(why);
        assertThat(site.push(SAMPLE, directory, "--set", "counters=on", "--set", "counters=off"))
                .isEqualTo(2);
        assertThat(site.err).startsWith("--set counters: it is there twice");
    }

    @Test
    void theHelpNamesAllOptions() {
        assertThat(site.run("rules", "push", "--help")).isZero();
        for (InferenceBodyBasedRouting.Option option : InferenceBodyBasedRouting.Option.values()) {
            assertThat(site.out).contains(option.word());
        }
    }

    @Test
    void poolsThatDoNotExistAreToldWithWhoNamesThem() throws Exception {
        Path rules = Files.writeString(
                directory.resolve("rules.yaml"),
                "steps:\n  start: 1\n  1: if .model exists then 2 else 3\n  2: selectPool /vllm/Shared/gone\n"
                        + "  3: selectPool " + Site.WEAK + "\n");
        assertThat(site.push(
                        rules,
                        directory,
                        "--irule",
                        "--virtual",
                        Site.FRONT,
                        "--set",
                        "defaultPool=/Common/none",
                        "--set",
                        "oversize=selectPool /Common/large"))
                .isZero();
        assertThat(site.out.lines().filter(line -> line.startsWith("warning")))
                .containsExactly(
                        "warning: step 2 names pool /vllm/Shared/gone, which does not exist on the device",
                        "warning: option " + Site.FRONT
                                + ":defaultPool names pool /Common/none, which does not exist on the device",
                        "warning: option " + Site.FRONT
                                + ":oversize names pool /Common/large, which does not exist on the device");
    }

    @Test
    void aVirtualServerWithoutADefaultPoolIsTold() {
        site.bigIp.addVirtualServer(VirtualServer.of("/Common/bare", "127.0.0.1", 0, new PoolName(Site.WEAK))
                .withPool(Optional.empty()));
        String warning = "warning: virtual server /Common/bare has no default pool";
        assertThat(site.push(SAMPLE, directory, "--irule", "--virtual", "/Common/bare", "--dry-run"))
                .isZero();
        assertThat(site.out).contains(warning);
        assertThat(site.push(
                        SAMPLE, directory, "--irule", "--virtual", "/Common/bare", "--set", "defaultPool=" + Site.WEAK))
                .isZero();
        assertThat(site.out).doesNotContain("warning:");
        assertThat(site.push(SAMPLE, directory, "--virtual", Site.FRONT)).isZero();
        assertThat(site.out).doesNotContain("warning:");
    }

    @Test
    void rulesThatNobodyUsesAreTold() {
        assertThat(site.push(SAMPLE, directory)).isZero();
        assertThat(site.out)
                .contains(
                        "warning: there is no iRule " + Site.IRULE + " on the device to read these rules: add --irule",
                        "warning: no virtual server has the iRule and takes its rules from " + Site.RULES);
    }

    @Test
    void whatCannotBeAttachedIsToldBeforeAnythingIsWritten() {
        assertThat(site.push(SAMPLE, directory, "--virtual", "/Common/none")).isEqualTo(1);
        assertThat(site.err).contains("/Common/none: there is no such virtual server");
        assertThat(site.push(SAMPLE, directory, "--virtual", Site.FRONT)).isEqualTo(1);
        assertThat(site.err).contains("there is no such iRule to attach").contains("Add --irule");
        assertThat(site.push(SAMPLE, directory, "--irule", "--virtual", Site.FRONT, "--json-profile", "/Common/big"))
                .isEqualTo(1);
        assertThat(site.err).contains("/Common/big: there is no such JSON profile");
        assertThat(site.bigIp.dataGroup(Site.RULES)).isEmpty();
        assertThat(site.front().rules()).isEmpty();
    }
}
