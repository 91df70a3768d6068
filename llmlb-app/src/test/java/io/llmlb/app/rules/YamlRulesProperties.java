package io.llmlb.app.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.app.config.ConfigException;
import io.llmlb.rules.form.RuleFile;
import io.llmlb.rules.form.RuleForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/** Whatever is written as YAML comes back, also by way of the forms of BIG-IP. */
class YamlRulesProperties {
    private Path file;

    @BeforeProperty
    void create() throws IOException {
        file = Files.createTempFile("rules", ".txt"); // the ending says nothing
    }

    @AfterProperty
    void delete() throws IOException {
        Files.delete(file);
    }

    private RuleFile read(String text) throws IOException {
        Files.writeString(file, text);
        return RuleFiles.read(file);
    }

    @Property(tries = 500)
    void whatIsWrittenIsRead(@ForAll("anyFiles") RuleFile rules) throws IOException {
        RuleFile back = read(YamlRules.write(rules));

        assertThat(back).isEqualTo(rules);
        assertThat(back.records().keySet())
                .containsExactlyElementsOf(rules.records().keySet());
    }

    @Property(tries = 2000)
    void aBrokenFileIsReadOrRefusedWithItsPlace(@ForAll("anyFiles") RuleFile rules, @ForAll Random random)
            throws IOException {
        StringBuilder text = new StringBuilder(YamlRules.write(rules));
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(text.length());
            text.replace(
                    at,
                    Math.min(text.length(), at + random.nextInt(4)),
                    String.valueOf("\n\t :-[]{}'\"#&*!|>%@`\\".charAt(random.nextInt(21))));
        }
        try {
            assertThat(read(text.toString()).records()).isNotNull();
        } catch (ConfigException told) {
            assertThat(told.problems())
                    .isNotEmpty()
                    .allSatisfy(problem -> assertThat(problem).startsWith(file.toString()));
        }
    }

    @Property(tries = 300)
    void theThreeFormsAreOne(@ForAll("files") RuleFile rules) throws IOException {
        RuleFile throughAll = read(YamlRules.write(
                read(RuleForm.ICONTROL_JSON.write(read(RuleForm.TMSH.write(read(YamlRules.write(rules))))))));

        assertThat(throughAll).isEqualTo(rules);
    }

    @Property(tries = 300)
    void theOrderOfStepsSaysNothing(@ForAll("anyFiles") RuleFile rules, @ForAll Random random) throws IOException {
        List<String> names = new ArrayList<>(rules.records().keySet());
        Collections.shuffle(names, random);
        Map<String, String> shuffled = new LinkedHashMap<>();
        names.forEach(name -> shuffled.put(name, rules.records().get(name)));

        assertThat(read(YamlRules.write(new RuleFile(rules.name(), shuffled)))).isEqualTo(rules);
    }

    @Provide
    Arbitrary<RuleFile> files() {
        return files(Arbitraries.strings()
                .withChars("\"';:$[]{}()<>&|!#*?@./-_ aZ09,=~%+^`")
                .withChars('\u00e9', '\u4f60', '\u00a0')
                .ofMaxLength(30));
    }

    @Provide
    Arbitrary<RuleFile> anyFiles() {
        return files(Arbitraries.strings()
                .withCharRange('\0', '\u02ff')
                .withChars("\\\n\t\"': #-\u2028\ufeff")
                .ofMaxLength(30));
    }

    private static Arbitrary<RuleFile> files(Arbitrary<String> texts) {
        Arbitrary<String> data = Arbitraries.oneOf(
                texts,
                Arbitraries.of("null", "~", "yes", "1", "0x1F", "1e3", "if .stream is true then 4 else 5", "${HOME}"));
        Arbitrary<String> names = Arbitraries.oneOf(Arbitraries.of("1", "01", "null", "start", "true", "<<"), texts);
        return Combinators.combine(
                        Arbitraries.of("rules", "/Common/rules", "123", "/vllm/Shared/my rules"),
                        Arbitraries.maps(names, data).ofMaxSize(6))
                .as(RuleFile::new);
    }
}
