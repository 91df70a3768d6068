package io.llmlb.prometheus.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class AnswerReaderProperties {
    @Example
    void readsEveryShape() throws IOException {
        QueryResult.Vector vector = (QueryResult.Vector) read(
                "{'status':'success','data':{'resultType':'vector','result':[{'metric':{'a':'b'},'value':[1763800000.123,'0.27']},"
                        + "{'metric':{},'value':[1763800000,'NaN']}]}}");
        assertThat(vector.samples().get(0))
                .isEqualTo(new QueryResult.Sample(
                        Map.of("a", "b"), new QueryResult.Point(Instant.ofEpochMilli(1763800000123L), 0.27)));
        assertThat(vector.samples().get(1).labels()).isEmpty();
        assertThat(vector.samples().get(1).point().value()).isNaN();

        QueryResult.Matrix matrix = (QueryResult.Matrix)
                read(
                        "{'status':'success','data':{'resultType':'matrix','result':[{'metric':{'le':'+Inf'},'values':[[1.5,'+Inf'],[2.001,'-Inf'],[3,'1e-05']]}]}}");
        assertThat(matrix.series().get(0).points())
                .containsExactly(
                        new QueryResult.Point(Instant.ofEpochMilli(1500), Double.POSITIVE_INFINITY),
                        new QueryResult.Point(Instant.ofEpochMilli(2001), Double.NEGATIVE_INFINITY),
                        new QueryResult.Point(Instant.ofEpochMilli(3000), 0.00001));

        assertThat(read("{'status':'success','data':{'resultType':'scalar','result':[1.25,'2']}}"))
                .isEqualTo(new QueryResult.Scalar(
                        new QueryResult.Point(Instant.ofEpochMilli(1250), 2),
                        new QueryResult.Remarks(List.of(), List.of(), null)));
        assertThat(read("{'status':'success','data':{'resultType':'string','result':[1.25,'NaN']}}"))
                .isEqualTo(new QueryResult.StringResult(
                        Instant.ofEpochMilli(1250), "NaN", new QueryResult.Remarks(List.of(), List.of(), null)));
    }

    @Example
    void nativeHistogramsAreLeftOutAndCounted() throws IOException {
        QueryResult.Vector result = (QueryResult.Vector) read(
                "{'status':'success','data':{'resultType':'vector','result':[{'metric':{'a':'b'},'histogram':[1,{'count':'2','buckets':[[0,'1','2','3']]}]},"
                        + "{'metric':{'a':'c'},'value':[1,'2']}]}}");
        assertThat(result.samples())
                .extracting(sample -> sample.labels().get("a"))
                .containsExactly("c");
        assertThat(result.infos()).containsExactly("1 series of native histograms were left out");
        QueryResult.Matrix matrix = (QueryResult.Matrix)
                read(
                        "{'status':'success','data':{'resultType':'matrix','result':[{'metric':{},'histograms':[[1,{}]]},{'metric':{},'values':[[1,'1']],'histograms':[[2,{}]]}]}}");
        assertThat(matrix.series()).hasSize(1);
        assertThat(matrix.infos()).containsExactly("2 series of native histograms were left out");
    }

    @Example
    void remarksAreKeptApartAsTodaysServersDo() throws IOException {
        QueryResult result = read(
                "{'status':'success','warnings':['a store is down','PromQL info: might not be a counter'],'infos':['hint'],'data':{'result':[],'resultType':'vector'},'isPartial':[{}]}");
        assertThat(result.warnings()).containsExactly("a store is down");
        assertThat(result.infos()).containsExactly("hint", "PromQL info: might not be a counter");
    }

    @Example
    void otherJsonHasTheWrongShape() {
        for (String other : List.of(
                "{}",
                "[]",
                "3",
                "null",
                "{'status':'success'}",
                "{'status':'success','data':null}",
                "{'status':'success','data':{'resultType':'vector'}}",
                "{'status':'success','data':{'result':[]}}",
                "{'status':'success','data':{'resultType':'table','result':[]}}",
                "{'status':'success','data':{'resultType':'vector','result':{}}}",
                "{'status':'success','data':{'resultType':'vector','result':[{'metric':{}}]}}",
                "{'status':'success','data':{'resultType':'vector','result':[{'metric':{},'value':[1,2]}]}}",
                "{'status':'success','data':{'resultType':'vector','result':[{'metric':{},'value':['1','2']}]}}",
                "{'status':'success','data':{'resultType':'vector','result':[{'metric':{},'value':[1,'x']}]}}",
                "{'status':'success','data':{'resultType':'vector','result':[{'metric':{},'values':[[1,'1'],[2,'2']]}]}}",
                "{'status':'success','data':{'resultType':'vector','result':[{'metric':{'a':1},'value':[1,'2']}]}}",
                "{'status':'success','data':{'resultType':'scalar','result':[]}}",
                "{'status':'success','data':{'resultType':'scalar','result':[1,'x']}}",
                "{'status':'success','data':{'resultType':'scalar','result':[1,'1',1]}}",
                "{'status':'success','data':{'resultType':'vector','result':[]}} {}")) {
            assertThatThrownBy(() -> read(other)).as(other).isInstanceOf(WrongShape.class);
        }
    }

    @Property
    void readsBackWhatAServerWrites(@ForAll long seed, @ForAll @IntRange(max = 5) int size) throws IOException {
        Random random = new Random(seed);
        List<QueryResult.Series> series = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            List<QueryResult.Point> points = new ArrayList<>();
            long at = 1_763_800_000_000L + random.nextInt(1_000_000_000);
            for (int p = random.nextInt(4); p >= 0; p--) {
                points.add(new QueryResult.Point(
                        Instant.ofEpochMilli(at += 1 + random.nextInt(5000)),
                        Double.longBitsToDouble(random.nextLong())));
            }
            series.add(new QueryResult.Series(Map.of("__name__", "m" + i, "x", "\u00e9\n" + random.nextInt()), points));
        }
        QueryResult.Matrix read = (QueryResult.Matrix) ((Answer.Result) bytes(write(series, random))).result();
        assertThat(read.series()).isEqualTo(series);
    }

    private static String write(List<QueryResult.Series> series, Random order) {
        List<String> entries = new ArrayList<>();
        for (QueryResult.Series one : series) {
            List<String> values = one.points().stream()
                    .map(point -> "[" + point.at().toEpochMilli() / 1000 + "."
                            + String.format("%03d", point.at().toEpochMilli() % 1000) + ",\"" + number(point.value())
                            + "\"]")
                    .toList();
            List<String> fields = new ArrayList<>(List.of(
                    "\"metric\":{\"__name__\":\"" + one.labels().get("__name__") + "\",\"x\":\""
                            + one.labels().get("x").replace("\n", "\\n") + "\"}",
                    "\"values\":[" + String.join(",", values) + "]",
                    "\"more\":{\"deep\":[1,{}]}"));
            Collections.shuffle(fields, order);
            entries.add("{" + String.join(",", fields) + "}");
        }
        List<String> data =
                new ArrayList<>(List.of("\"resultType\":\"matrix\"", "\"result\":[" + String.join(",", entries) + "]"));
        Collections.shuffle(data, order);
        List<String> all = new ArrayList<>(
                List.of("\"status\":\"success\"", "\"data\":{" + String.join(",", data) + "}", "\"new\":null"));
        Collections.shuffle(all, order);
        return "{" + String.join(",", all) + "}";
    }

    private static String number(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        return String.valueOf(value).replace("E-", "e-").replace("E", "e+");
    }

    private static QueryResult read(String json) throws IOException {
        return ((Answer.Result) bytes(json.replace('\'', '"'))).result();
    }

    private static Answer bytes(String json) throws IOException {
        return AnswerReader.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), null);
    }
}
