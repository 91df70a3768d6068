package io.llmlb.app.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmlb.app.rules.Push;
import io.llmlb.app.rules.RuleFiles;
import io.llmlb.app.rules.RulesException;
import io.llmlb.app.rules.UndoFiles;
import io.llmlb.app.rules.Wanted;
import io.llmlb.rules.irule.InferenceBodyBasedRouting.Option;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Somebody else writes between the look and the write. */
@Timeout(120)
class ConcurrentChangeTest {
    @TempDir
    private Path directory;

    private final List<String> done = new ArrayList<>();

    private Site site;

    @BeforeEach
    void start() throws Exception {
        site = new Site();
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private Push prepare(Map<Option, String> options) {
        Map<String, String> sample =
                RuleFiles.read(Site.EXAMPLES.resolve("flight-agent.yaml")).records();
        return Push.prepare(
                site.device, new Wanted(sample, Site.RULES, true, Optional.of(Site.FRONT), options, "/Common/json"));
    }

    private void run(Push push) {
        push.run(
                new UndoFiles(directory, Instant.parse("2026-03-04T05:06:07Z")),
                file -> done.add("" + file),
                done::add);
    }

    @Test
    void rulesOfSomebodyElseAreNotWrittenOver() {
        site.device.dataGroups().create(Site.RULES, Map.of("start", "1", "1", "selectPool /Common/a"));
        Push push = prepare(Map.of());
        site.device.dataGroups().replace(Site.RULES, Map.of("start", "2", "2", "selectPool /Common/b"));

        assertThatThrownBy(() -> run(push))
                .isInstanceOf(RulesException.class)
                .hasMessage(site.bigIp.url() + Site.RULES
                        + ": the data group was changed meanwhile by someone else, so nothing was written. Look at the"
                        + " difference again, and push again");
        assertThat(site.records(Site.RULES)).isEqualTo(Map.of("start", "2", "2", "selectPool /Common/b"));
        assertThat(done).isEmpty();
        assertThat(directory).isEmptyDirectory();
        assertThat(site.front().rules()).isEmpty();
        assertThat(site.device.irules().read(Site.IRULE)).isEmpty();
    }

    @Test
    void rulesThatAppearMeanwhileAreNotWrittenOverEither() {
        Push push = prepare(Map.of());
        site.device.dataGroups().create(Site.RULES, Map.of("start", "2", "2", "selectPool /Common/b"));
        assertThatThrownBy(() -> run(push)).hasMessageContaining("nothing was written");
        assertThat(site.records(Site.RULES)).containsEntry("start", "2");
    }

    @Test
    void norAreOptions() {
        Push push = prepare(Map.of(Option.COUNTERS, "on"));
        site.device.dataGroups().create(Site.CONFIG, Map.of("*:header", "X-A"));
        assertThatThrownBy(() -> run(push)).hasMessageContaining("so the options were not set");
        assertThat(site.records(Site.CONFIG)).isEqualTo(Map.of("*:header", "X-A"));
        assertThat(site.bigIp.dataGroup(Site.RULES)).isEmpty();
        assertThat(site.front().rules()).isEmpty();
    }

    @Test
    void otherOptionsStay() {
        site.device.dataGroups().create(Site.CONFIG, Map.of("*:header", "X-A", Site.FRONT + ":counters", "off"));
        run(prepare(Map.of(Option.COUNTERS, "on")));
        assertThat(site.records(Site.CONFIG)).isEqualTo(Map.of("*:header", "X-A", Site.FRONT + ":counters", "on"));
        assertThat(done.get(0)).endsWith("InferenceBodyBasedRouting_config.before-20260304T050607Z.json");
    }

    @Test
    void anIruleThatSomebodyAttachesMeanwhileStays() {
        Push push = prepare(Map.of());
        site.device.irules().write("/Common/other", "when HTTP_REQUEST { }");
        site.device.virtualServers().rules(Site.FRONT, List.of("/Common/other"));
        run(push);
        assertThat(site.front().rules()).containsExactly("/Common/other", Site.IRULE);
    }

    @Test
    void undoFilesNeverTakeAnothersPlace() throws Exception {
        site.device.dataGroups().create(Site.RULES, Map.of("start", "1", "1", "selectPool /Common/a"));
        run(prepare(Map.of()));
        site.device.dataGroups().replace(Site.RULES, Map.of("start", "1", "1", "selectPool /Common/b"));
        run(prepare(Map.of()));
        Path first = directory.resolve("InferenceBodyBasedRouting_rules.before-20260304T050607Z.json");
        Path second = directory.resolve("InferenceBodyBasedRouting_rules.before-20260304T050607Z-2.json");
        assertThat(RuleFiles.read(first).records()).containsEntry("1", "selectPool /Common/a");
        assertThat(RuleFiles.read(second).records()).containsEntry("1", "selectPool /Common/b");
        assertThat(RuleFiles.read(second).name()).isEqualTo(Site.RULES);
    }
}
