package io.llmlb.prometheus.query;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.llmlb.prometheus.Numeral;
import io.llmlb.prometheus.query.QueryResult.Point;
import io.llmlb.prometheus.query.QueryResult.Remarks;
import io.llmlb.prometheus.query.QueryResult.Sample;
import io.llmlb.prometheus.query.QueryResult.Series;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one answer of the API as a stream of tokens, since an answer may be tens of megabytes. Fields may come in any
 * order; unknown ones are skipped.
 */
final class AnswerReader {
    private static final JsonFactory JSON = new JsonFactory();

    /** So many are exact in a double. */
    private static final int MOST_DIGITS = 15;

    private final JsonParser json;
    private final Texts values = new Texts();
    private final List<Series> series = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> infos = new ArrayList<>();
    private String status = "";
    private String errorType = "";
    private String error = "";
    private @Nullable String resultType;
    private boolean resultSeen;
    private @Nullable Instant loneTime;
    private String loneValue = "";
    private int histograms;

    private AnswerReader(JsonParser json) {
        this.json = json;
    }

    /**
     * @throws WrongShape when this is JSON of another kind
     * @throws com.fasterxml.jackson.core.JsonProcessingException when it is no JSON, or ends too early
     */
    static Answer read(InputStream body, @Nullable Instant serverTime) throws IOException {
        try (JsonParser json = JSON.createParser(body)) {
            AnswerReader reader = new AnswerReader(json);
            reader.object();
            return reader.answer(serverTime);
        }
    }

    private void object() throws IOException {
        expect(json.nextToken(), JsonToken.START_OBJECT);
        while (field()) {
            switch (json.currentName()) {
                case "status" -> status = text();
                case "errorType" -> errorType = text();
                case "error" -> error = text();
                case "warnings" -> texts(warnings);
                case "infos" -> texts(infos);
                case "data" -> data();
                default -> skip();
            }
        }
        if (json.nextToken() != null) {
            throw new WrongShape("something follows the answer");
        }
    }

    private void data() throws IOException {
        JsonToken token = json.nextToken();
        if (token == JsonToken.VALUE_NULL) {
            return;
        }
        expect(token, JsonToken.START_OBJECT);
        while (field()) {
            switch (json.currentName()) {
                case "resultType" -> resultType = text();
                case "result" -> result();
                default -> skip();
            }
        }
    }

    private void result() throws IOException {
        resultSeen = true;
        expect(json.nextToken(), JsonToken.START_ARRAY);
        JsonToken token = json.nextToken();
        if (token != null && token.isNumeric()) {
            loneTime = time();
            loneValue = text();
            expect(json.nextToken(), JsonToken.END_ARRAY);
            return;
        }
        while (token != JsonToken.END_ARRAY) {
            expect(token, JsonToken.START_OBJECT);
            oneSeries();
            token = json.nextToken();
        }
    }

    private void oneSeries() throws IOException {
        Map<String, String> labels = new HashMap<>();
        List<Point> points = new ArrayList<>();
        boolean floats = false;
        boolean histogram = false;
        while (field()) {
            switch (json.currentName()) {
                case "metric" -> {
                    expect(json.nextToken(), JsonToken.START_OBJECT);
                    while (field()) {
                        String label = json.currentName();
                        expect(json.nextToken(), JsonToken.VALUE_STRING);
                        labels.put(
                                label, values.of(json.getTextCharacters(), json.getTextOffset(), json.getTextLength()));
                    }
                }
                case "value" -> {
                    expect(json.nextToken(), JsonToken.START_ARRAY);
                    points.add(point());
                    floats = true;
                }
                case "values" -> {
                    expect(json.nextToken(), JsonToken.START_ARRAY);
                    while (json.nextToken() != JsonToken.END_ARRAY) {
                        expect(json.currentToken(), JsonToken.START_ARRAY);
                        points.add(point());
                    }
                    floats = true;
                }
                case "histogram", "histograms" -> {
                    histogram = true;
                    skip();
                }
                default -> skip();
            }
        }
        if (histogram) {
            histograms++;
        }
        if (floats) {
            series.add(new Series(labels, points));
        } else if (!histogram) {
            throw new WrongShape("a series without values");
        }
    }

    /** A pair of time and value; its opening bracket is read. */
    private Point point() throws IOException {
        JsonToken token = json.nextToken();
        if (token == null || !token.isNumeric()) {
            throw unexpected(token);
        }
        Instant at = time();
        expect(json.nextToken(), JsonToken.VALUE_STRING);
        Point point = new Point(at, number());
        expect(json.nextToken(), JsonToken.END_ARRAY);
        return point;
    }

    private Instant time() throws IOException {
        // Seconds as a double are exact to less than a microsecond in this millennium.
        return Instant.ofEpochMilli(Math.round(json.getDoubleValue() * 1000));
    }

    private Answer answer(@Nullable Instant serverTime) throws WrongShape {
        if (status.equals("error")) {
            return new Answer.Failure(errorType, error);
        }
        if (!status.equals("success") || resultType == null || !resultSeen) {
            throw new WrongShape("neither a result nor an error");
        }
        // Releases 2.48 to 2.54 put what are infos today among the warnings.
        List<String> hints = warnings.stream()
                .filter(warning -> warning.startsWith("PromQL info:"))
                .toList();
        warnings.removeAll(hints);
        infos.addAll(hints);
        if (histograms > 0) {
            infos.add(histograms + " series of native histograms were left out");
        }
        return new Answer.Result(shape(resultType, new Remarks(warnings, infos, serverTime)));
    }

    private QueryResult shape(String type, Remarks remarks) throws WrongShape {
        return switch (type) {
            case "matrix" -> new QueryResult.Matrix(series, remarks);
            case "vector" -> new QueryResult.Vector(samples(), remarks);
            case "scalar" -> new QueryResult.Scalar(new Point(lone(), number(loneValue)), remarks);
            case "string" -> new QueryResult.StringResult(lone(), loneValue, remarks);
            default -> throw new WrongShape("an unknown result type \"" + type + "\"");
        };
    }

    private List<Sample> samples() throws WrongShape {
        List<Sample> samples = new ArrayList<>();
        for (Series one : series) {
            if (one.points().size() != 1) {
                throw new WrongShape("a vector with several values in a series");
            }
            samples.add(new Sample(one.labels(), one.points().get(0)));
        }
        return samples;
    }

    private Instant lone() throws WrongShape {
        if (loneTime == null) {
            throw new WrongShape("a result without a value");
        }
        return loneTime;
    }

    private boolean field() throws IOException {
        JsonToken token = json.nextToken();
        if (token == JsonToken.END_OBJECT) {
            return false;
        }
        expect(token, JsonToken.FIELD_NAME);
        return true;
    }

    private String text() throws IOException {
        expect(json.nextToken(), JsonToken.VALUE_STRING);
        return json.getText();
    }

    private void texts(List<String> into) throws IOException {
        JsonToken token = json.nextToken();
        if (token == JsonToken.VALUE_NULL) {
            return;
        }
        expect(token, JsonToken.START_ARRAY);
        while (json.nextToken() != JsonToken.END_ARRAY) {
            expect(json.currentToken(), JsonToken.VALUE_STRING);
            into.add(json.getText());
        }
    }

    private void skip() throws IOException {
        json.nextToken();
        json.skipChildren();
    }

    /** The number in the text just read; counts, nearly all there is, without a copy of it. */
    private double number() throws IOException {
        int length = json.getTextLength();
        if (length > MOST_DIGITS) {
            return number(json.getText());
        }
        char[] from = json.getTextCharacters();
        int offset = json.getTextOffset();
        long count = 0;
        for (int i = offset; i < offset + length; i++) {
            if (from[i] < '0' || from[i] > '9') {
                return number(json.getText());
            }
            count = 10 * count + from[i] - '0';
        }
        return length == 0 ? number("") : count;
    }

    private static double number(String text) throws WrongShape {
        try {
            return Numeral.parse(text);
        } catch (NumberFormatException none) {
            throw new WrongShape("a value that is no number");
        }
    }

    private void expect(@Nullable JsonToken token, JsonToken wanted) throws WrongShape {
        if (token != wanted) {
            throw unexpected(token);
        }
    }

    private WrongShape unexpected(@Nullable JsonToken token) {
        return new WrongShape("an unexpected " + token + " in column "
                + json.currentTokenLocation().getColumnNr());
    }
}
