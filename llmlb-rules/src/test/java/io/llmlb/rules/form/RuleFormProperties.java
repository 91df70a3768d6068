package io.llmlb.rules.form;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is written comes back, in every state in which BIG-IP and its tools hand it back. */
class RuleFormProperties {
    @Property
    void whatIsWrittenIsRead(@ForAll("files") RuleFile file, @ForAll RuleForm form) {
        RuleFile back = form.read(form.write(file));

        assertThat(back).isEqualTo(file);
        assertThat(back.records().keySet())
                .containsExactlyElementsOf(file.records().keySet());
        assertThat(RuleForm.of(form.write(file))).contains(form);
    }

    @Property
    void oneFormBecomesTheOther(@ForAll("files") RuleFile file) {
        RuleFile throughBoth = RuleForm.TMSH.read(
                RuleForm.TMSH.write(RuleForm.ICONTROL_JSON.read(RuleForm.ICONTROL_JSON.write(file))));

        assertThat(throughBoth).isEqualTo(file);
    }

    @Property
    void recordsThatComeBackEscapedAreTheSame(@ForAll("files") RuleFile file, @ForAll("escapers") Escaper escaper) {
        assertThat(RuleForm.ICONTROL_JSON.read(json(file, escaper::escape))).isEqualTo(file);
        assertThat(RuleForm.TMSH.read(tmsh(file, escaper::escape))).isEqualTo(file);
    }

    @Property
    void recordsThatADeviceAnswersAreTheSame(@ForAll("files") RuleFile file, @ForAll("escapers") Escaper escaper) {
        Map<String, String> answered = new LinkedHashMap<>();
        file.records().forEach((name, data) -> answered.put(escaper.escape(name), escaper.escape(data)));
        DeviceRecords device = new DeviceRecords(file.name(), answered);

        assertThat(device.rules()).isEqualTo(file);
        assertThat(RuleForm.ICONTROL_JSON.read(device.json())).isEqualTo(file);
    }

    @Property
    void recordsThatComeBackStrippedAreTheSame(@ForAll("files") RuleFile file, @ForAll("escapers") Escaper escaper) {
        String stripped = json(file, text -> escaper.escape(text).replace("\\", ""));

        assertThat(RuleForm.ICONTROL_JSON.read(stripped)).isEqualTo(file);
    }

    @Property
    void shuffledRecordsAreTheSame(@ForAll("files") RuleFile file, @ForAll Random random, @ForAll RuleForm form) {
        List<String> names = new ArrayList<>(file.records().keySet());
        Collections.shuffle(names, random);
        Map<String, String> shuffled = new LinkedHashMap<>();
        names.forEach(name -> shuffled.put(name, file.records().get(name)));

        assertThat(form.read(form.write(new RuleFile(file.name(), shuffled)))).isEqualTo(file);
    }

    @Property
    void noTextBreaksAReaderButByItsOwnException(@ForAll RuleForm form, @ForAll("soup") String text) {
        try {
            assertThat(form.read(text).records()).isNotNull();
        } catch (RuleFileException expected) {
            assertThat(expected.line()).isBetween(1, (int) text.lines().count() + 1);
            assertThat(expected.column()).isPositive();
        }
    }

    /** How a tool escapes: which characters, and how those of globs. */
    record Escaper(String escaped, String beforeGlob) {
        String escape(String text) {
            StringBuilder result = new StringBuilder();
            for (char c : text.toCharArray()) {
                if ("*?".indexOf(c) >= 0) {
                    result.append(beforeGlob);
                } else if (escaped.indexOf(c) >= 0) {
                    result.append('\\');
                }
                result.append(c);
            }
            return result.toString();
        }
    }

    @Provide
    Arbitrary<Escaper> escapers() {
        return Combinators.combine(
                        Arbitraries.of("\"", "\";$[]{}", "\";$[]{}'()<>&|!# "), Arbitraries.of("", "\\", "\\\\"))
                .as(Escaper::new);
    }

    @Provide
    Arbitrary<RuleFile> files() {
        Arbitrary<String> hard = Arbitraries.strings()
                .withChars("\"';:$[]{}()<>&|!#*?@./-_ aZ09,=~%+^`")
                .withChars('\u00e9', '\u4f60', '\u00a0')
                .ofMaxLength(30);
        Arbitrary<String> real = Arbitraries.of(
                "if .model matches_glob '*GPT' then 2 else 3",
                "if .input[0].content[0].text contains \"it's {a}; $5\" then 4 else 5",
                "selectPool /vllm/Shared/x",
                "");
        Arbitrary<String> data = Arbitraries.oneOf(hard, real);
        Arbitrary<String> names = Arbitraries.oneOf(
                Arbitraries.strings()
                        .alpha()
                        .numeric()
                        .withChars("_.-")
                        .ofMinLength(1)
                        .ofMaxLength(8),
                hard);
        Arbitrary<String> groups = Arbitraries.of("rules", "/Common/rules", "/vllm/Shared/my rules", "/a/b/c/d-e.f");
        return Combinators.combine(groups, Arbitraries.maps(names, data).ofMaxSize(8))
                .as(RuleFile::new);
    }

    @Provide
    Arbitrary<String> soup() {
        return Arbitraries.of(
                        "ltm data-group internal ",
                        "a ",
                        "{ ",
                        "} ",
                        "records ",
                        "data ",
                        "type string ",
                        "\"",
                        "\\",
                        "\n",
                        "# ",
                        "\"records\":",
                        "[",
                        "]",
                        ",",
                        "{\"name\":\"a\"",
                        "}",
                        "ltm rule ",
                        "tmsh create ")
                .list()
                .ofMaxSize(25)
                .map(parts -> String.join("", parts));
    }

    private static String json(RuleFile file, UnaryOperator<String> escape) {
        StringBuilder text = new StringBuilder("{\"fullPath\": " + string(file.name()) + ", \"records\": [");
        String comma = "";
        for (Map.Entry<String, String> step : file.records().entrySet()) {
            text.append(comma).append("{\"name\": ").append(string(escape.apply(step.getKey())));
            text.append(", \"data\": ")
                    .append(string(escape.apply(step.getValue())))
                    .append('}');
            comma = ",";
        }
        return text.append("]}").toString();
    }

    private static String string(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static String tmsh(RuleFile file, UnaryOperator<String> escape) {
        StringBuilder text = new StringBuilder("ltm data-group internal \"" + file.name() + "\" { records {");
        file.records()
                .forEach((name, data) ->
                        text.append(" \"" + escape.apply(name) + "\" { data \"" + escape.apply(data) + "\" }"));
        return text.append(" } type string }").toString();
    }
}
