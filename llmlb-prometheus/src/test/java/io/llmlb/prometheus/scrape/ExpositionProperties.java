package io.llmlb.prometheus.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.core.FailureKind;
import io.llmlb.prometheus.PrometheusException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ExpositionProperties {
    @Property(tries = 2000)
    void anyBytesAreReadOrRefused(@ForAll byte[] bytes) {
        readOrRefuse(bytes);
    }

    @Property(tries = 5000)
    void anythingThatLooksLikeMetricsIsReadOrRefused(@ForAll("nearlyMetrics") String text) {
        readOrRefuse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void whatWasWrittenIsReadBack(@ForAll("samples") List<ExpositionSample> samples, @ForAll boolean crlf) {
        String end = crlf ? "\r\n" : "\n";
        String page = samples.stream().map(ExpositionProperties::line).collect(Collectors.joining(end + "# c" + end));
        List<ExpositionSample> read = new ArrayList<>();
        Exposition.read(
                new ByteArrayInputStream(page.getBytes(StandardCharsets.UTF_8)), "page", name -> true, read::add);
        assertThat(read).isEqualTo(samples);
    }

    @Provide
    Arbitrary<String> nearlyMetrics() {
        return Arbitraries.of(
                        "a", "vllm:x", "{", "}", "le", "=", "\"", "\\", ",", " ", "1", "NaN", "+Inf", "\n", "\r", "#",
                        "\u00e9", ".")
                .list()
                .ofMaxSize(25)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<List<ExpositionSample>> samples() {
        Arbitrary<String> label = Arbitraries.strings()
                .alpha()
                .numeric()
                .withChars('_')
                .ofMaxLength(5)
                .map(s -> "l" + s);
        Arbitrary<String> value =
                Arbitraries.strings().withChars("ab\\\"\n{}=, \u00e9\u20ac#").ofMaxLength(8);
        Arbitrary<Map<String, String>> labels = Arbitraries.maps(label, value).ofMaxSize(4);
        Arbitrary<Double> number = Arbitraries.oneOf(
                Arbitraries.doubles(), Arbitraries.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY));
        Arbitrary<String> name =
                Arbitraries.strings().alpha().withChars(':', '_').ofMinLength(1).ofMaxLength(8);
        return Combinators.combine(name, labels, number)
                .as(ExpositionSample::new)
                .list()
                .ofMaxSize(5);
    }

    private static String line(ExpositionSample sample) {
        String labels = sample.labels().entrySet().stream()
                .map(entry -> entry.getKey() + "=\""
                        + entry.getValue()
                                .replace("\\", "\\\\")
                                .replace("\"", "\\\"")
                                .replace("\n", "\\n") + "\"")
                .collect(Collectors.joining(","));
        String value = Double.isInfinite(sample.value())
                ? (sample.value() > 0 ? "+Inf" : "-Inf")
                : String.valueOf(sample.value());
        return sample.name() + "{" + labels + "} " + value;
    }

    private static void readOrRefuse(byte[] bytes) {
        try {
            Exposition.read(new ByteArrayInputStream(bytes), "page", name -> true, sample -> {
                assertThat(sample.name()).matches("[a-zA-Z_:][a-zA-Z0-9_:]*");
                assertThat(sample.labels().keySet()).allMatch(label -> label.matches("[a-zA-Z_][a-zA-Z0-9_]*"));
            });
        } catch (PrometheusException refused) {
            assertThat(refused.kind()).isEqualTo(FailureKind.INVALID);
            assertThat(refused.place()).matches("page, line [0-9]+");
        }
    }
}
