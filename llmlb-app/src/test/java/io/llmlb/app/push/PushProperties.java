package io.llmlb.app.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.app.rules.RuleFiles;
import io.llmlb.rules.RuleProblem.Severity;
import io.llmlb.rules.RuleSet;
import io.llmlb.rules.Target;
import io.llmlb.rules.form.RuleFile;
import io.llmlb.rules.form.RuleForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Any two rule sets, one pushed after the other. */
class PushProperties {
    private static Site site;
    private static Path directory;

    @BeforeContainer
    static void start() throws IOException {
        site = new Site();
        directory = Files.createTempDirectory("push");
    }

    @AfterContainer
    static void stop() throws IOException {
        site.close();
        for (Path file : files()) {
            Files.delete(file);
        }
        Files.delete(directory);
    }

    private static Set<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return new HashSet<>(files.toList());
        }
    }

    private static Path write(String name, RuleForm form, Map<String, String> records) throws IOException {
        return Files.writeString(directory.resolve(name), form.write(new RuleFile(Site.RULES, records)));
    }

    @Property(tries = 25, edgeCases = net.jqwik.api.EdgeCasesMode.NONE)
    void theSecondIsInForceAndTheFirstIsInTheUndoFile(
            @ForAll("ruleSets") Map<String, String> first,
            @ForAll("ruleSets") Map<String, String> second,
            @ForAll RuleForm form)
            throws IOException {
        Path a = write("a", form, first);
        Path b = write("b", form, second);
        assertThat(site.push(a, directory)).as(site.err).isZero();
        assertThat(site.records(Site.RULES)).isEqualTo(first);
        Set<Path> before = files();

        assertThat(site.push(b, directory)).as(site.err).isZero();
        assertThat(site.records(Site.RULES)).isEqualTo(second);
        assertThat(site.run("rules", "diff", b.toString())).isZero();
        assertThat(site.run("rules", "diff", a.toString())).isEqualTo(first.equals(second) ? 0 : 1);
        List<Path> undo =
                files().stream().filter(file -> !before.contains(file)).toList();
        if (first.equals(second)) {
            assertThat(undo).isEmpty();
        } else {
            assertThat(undo).hasSize(1);
            assertThat(RuleFiles.read(undo.get(0)).records()).isEqualTo(first);
        }
    }

    /** Steps 1 to N, each of which leads to later ones only. */
    @Provide
    Arbitrary<Map<String, String>> ruleSets() {
        Arbitrary<String> conditions = Arbitraries.of(
                "if .model matches_glob '*GPT' then %1$s else %2$s",
                "if .stream is true then %1$s else %2$s",
                "if .input[0].content[0].text contains 'it''s a [flight] agent?' then %1$s else %2$s",
                "if @promptTokens num_gt 4000 then %1$s else %2$s",
                "if .metadata['a.b'] exists then %1$s else %2$s",
                "rewrite .model Small then %1$s",
                "rewrite .temperature 0.5 then %2$s");
        Arbitrary<String> ends = Arbitraries.of(
                "selectPool " + Site.STRONG, "selectPool " + Site.WEAK, "reject 404", "reject 429 'come back later'");
        Arbitrary<String> names = Arbitraries.of("", "step-", "a.b_");
        return Combinators.combine(conditions.list().ofMaxSize(5), ends.list().ofSize(2), names)
                .as(PushProperties::ruleSet)
                .filter(records -> RuleSet.check(records, Target.BIGIP).stream()
                        .noneMatch(problem -> problem.severity() == Severity.ERROR));
    }

    private static Map<String, String> ruleSet(List<String> conditions, List<String> ends, String prefix) {
        List<String> all = new ArrayList<>(conditions);
        all.addAll(ends);
        Map<String, String> records = new LinkedHashMap<>();
        records.put("start", prefix + 1);
        for (int i = 1; i <= all.size(); i++) {
            records.put(prefix + i, all.get(i - 1).formatted(prefix + (i + 1), prefix + all.size()));
        }
        return records;
    }
}
