package io.llmlb.rules.glob;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Example;
import net.jqwik.api.Tag;
import org.assertj.core.api.SoftAssertions;

/** What Tcl 8.6.13 answered, recorded and live. */
class TruthTableTest {
    private record Row(Tclsh.Question question, boolean expected) {}

    @Example
    void agreesWithEveryComparisonInTclsOwnTests() throws IOException {
        assertAgrees(vectors("vectors"), 227);
    }

    @Example
    void agreesOnCornerCases() throws IOException {
        assertAgrees(vectors("corner"), 178);
    }

    @Example
    void agreesOnRecordedRandomCases() throws IOException {
        assertAgrees(random(), 10_000);
    }

    @Example
    @Tag("process")
    void thisTclComparesByCodePointsAsTheRecordedOneDid() throws IOException, InterruptedException {
        List<Row> rows = new ArrayList<>(vectors("vectors"));
        rows.addAll(vectors("corner"));
        rows.addAll(random());
        List<Boolean> answers = Tclsh.match(rows.stream().map(Row::question).toList());
        assertThat(answers).isEqualTo(rows.stream().map(Row::expected).toList());
    }

    private static void assertAgrees(List<Row> rows, int count) {
        assertThat(rows).hasSize(count);
        SoftAssertions all = new SoftAssertions();
        for (Row row : rows) {
            Tclsh.Question q = row.question();
            TclGlob glob = q.noCase() ? TclGlob.compileNoCase(q.pattern()) : TclGlob.compile(q.pattern());
            all.assertThat(glob.matches(q.text())).as("%s", q).isEqualTo(row.expected());
            all.assertThat(ReferenceGlob.matches(q.pattern(), q.text(), q.noCase()))
                    .as("reference: %s", q)
                    .isEqualTo(row.expected());
        }
        all.assertAll();
    }

    private static List<Row> vectors(String part) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (JsonNode each : read("/tcl/match_vectors.json").get(part)) {
            rows.add(new Row(
                    new Tclsh.Question(
                            each.get("pattern").textValue(),
                            each.get("string").textValue(),
                            each.get("nocase").booleanValue()),
                    each.get("expected").booleanValue()));
        }
        return rows;
    }

    private static List<Row> random() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (JsonNode each : read("/tcl/match_random.json").get("cases")) {
            rows.add(new Row(
                    new Tclsh.Question(
                            each.get("p").textValue(),
                            each.get("s").textValue(),
                            each.get("nc").intValue() == 1),
                    each.get("r").intValue() == 1));
        }
        return rows;
    }

    private static JsonNode read(String resource) throws IOException {
        try (var in = Objects.requireNonNull(TruthTableTest.class.getResourceAsStream(resource))) {
            return new ObjectMapper().readTree(in);
        }
    }
}
