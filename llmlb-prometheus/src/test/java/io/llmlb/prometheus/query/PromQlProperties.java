package io.llmlb.prometheus.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

class PromQlProperties {
    @Example
    void writesWhatADocumentationReaderExpects() {
        assertThat(PromQl.string("a\\b\"c\nd")).isEqualTo("\"a\\\\b\\\"c\\nd\"");
        assertThat(PromQl.equal("model_name", "meta-llama/Llama-3.1-8B"))
                .isEqualTo("model_name=\"meta-llama/Llama-3.1-8B\"");
        assertThat(PromQl.anyOf("instance", List.of("10.0.0.1:8000", "[fd00::1]:8000")))
                .isEqualTo("instance=~\"10\\\\.0\\\\.0\\\\.1:8000|\\\\[fd00::1\\\\]:8000\"");
    }

    @Example
    void refusesAnEmptyChoiceAndAWrongLabel() {
        assertThatThrownBy(() -> PromQl.anyOf("x", List.of())).isInstanceOf(IllegalArgumentException.class);
        for (String wrong : List.of("", "1a", "a-b", "a\"=\"", "a:b")) {
            assertThatThrownBy(() -> PromQl.equal(wrong, "x")).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Property
    void aLiteralReadsBackAsItsText(@ForAll("texts") String text) {
        assertThat(unquote(PromQl.string(text))).isEqualTo(text);
    }

    @Property
    void aLiteralHasNoRawCharacterThatPrometheusRefuses(@ForAll("texts") String text) {
        assertThat(PromQl.string(text)).doesNotContain("\n", "\ufffd", "\0");
    }

    @Property
    void aChoiceMatchesItsTextsAndNoOther(
            @ForAll @Size(min = 1, max = 4) Set<@From("texts") String> texts, @ForAll("texts") String other) {
        String matcher = PromQl.anyOf("x", texts);
        assertThat(matcher).startsWith("x=~");
        // Quoted metacharacters mean the same to RE2 and to Java; Prometheus anchors and groups like this.
        Pattern expression = Pattern.compile("(?:" + unquote(matcher.substring("x=~".length())) + ")");
        assertThat(texts).allMatch(text -> expression.matcher(text).matches());
        assertThat(expression.matcher(other).matches()).isEqualTo(texts.contains(other));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings()
                        .withChars("ab\\\"'`\n\r\t\0.+*?()|[]{}^$-/:~#&,= \u00e9\ufffd")
                        .ofMaxLength(12),
                Arbitraries.strings().all().excludeChars(surrogates()).ofMaxLength(12),
                Arbitraries.of("\ud83d\ude80", "\\n", "\\Q.\\E", "a|b", "(?i)a", "\u2028", ""));
    }

    private static char[] surrogates() {
        char[] all = new char[0xe000 - 0xd800];
        for (int i = 0; i < all.length; i++) {
            all[i] = (char) (0xd800 + i);
        }
        return all;
    }

    /** Reads a double-quoted literal as Go does, as far as escapes are written here. */
    private static String unquote(String literal) {
        assertThat(literal).startsWith("\"").endsWith("\"");
        StringBuilder text = new StringBuilder();
        int end = literal.length() - 1;
        for (int i = 1; i < end; i++) {
            char c = literal.charAt(i);
            assertThat(c).isNotEqualTo('"');
            if (c != '\\') {
                text.append(c);
                continue;
            }
            char escape = literal.charAt(++i);
            switch (escape) {
                case '\\', '"' -> text.append(escape);
                case 'n' -> text.append('\n');
                case 'u' -> {
                    text.append((char) Integer.parseInt(literal.substring(i + 1, i + 5), 16));
                    i += 4;
                }
                default -> throw new AssertionError("unknown escape \\" + escape);
            }
            assertThat(i).isLessThan(end);
        }
        return text.toString();
    }
}
