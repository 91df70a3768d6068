package io.llmlb.rules;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.JsonPathException;
import com.jayway.jsonpath.Option;
import com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Adds full JSONPath to another reader, which judges the body first. Reads the body into a tree, so it costs several times
 * the body's size in memory. A path that asks for more than one place ({@code ..}, {@code *}, slices, filters) stands for
 * several values. Numbers are in normal form, not as they stand in the body. Whatever goes wrong is a missing value.
 */
final class JsonPathReader implements BodyReader {
    private final BodyReader stream;
    private final List<Subject> subjects;
    private final List<@Nullable JsonPath> paths;
    private final JsonFactory factory;
    private final RuleOptions.Duplicates duplicates;
    private final Configuration configuration;

    JsonPathReader(List<Subject> subjects, RuleOptions options, BodyReader stream) {
        this.stream = stream;
        this.subjects = List.copyOf(subjects);
        this.duplicates = options.duplicates();
        this.factory = StreamingBodyReader.factory(options);
        ObjectMapper mapper = new ObjectMapper();
        this.configuration = Configuration.builder()
                .jsonProvider(new Provider(mapper))
                .mappingProvider(new JacksonMappingProvider(mapper))
                .options(Option.SUPPRESS_EXCEPTIONS)
                .build();
        this.paths = new ArrayList<>();
        for (Subject subject : subjects) {
            paths.add(subject.kind() == Subject.Kind.JSON_PATH ? compile(subject.text()) : null);
        }
    }

    /** Jayway's own would make an index beyond either end a null, not a missing value. */
    private static final class Provider extends JacksonJsonNodeJsonProvider {
        Provider(ObjectMapper mapper) {
            super(mapper);
        }

        @Override
        public Object getArrayIndex(Object array, int index) {
            if (index < 0 || index >= length(array)) {
                throw new IndexOutOfBoundsException(index);
            }
            return super.getArrayIndex(array, index);
        }
    }

    private static JsonPath compile(String text) {
        try {
            return JsonPath.compile(text);
            // The library throws each of these for one nonsense or another.
        } catch (JsonPathException | IllegalArgumentException | IndexOutOfBoundsException | StackOverflowError e) {
            throw new SubjectSyntaxException(0, "this is no JSONPath");
        }
    }

    @Override
    public Reading read(byte[] body, int offset, int length) {
        Reading reading = stream.read(body, offset, length);
        if (reading.status() != Reading.Status.READ) {
            return reading;
        }
        JsonNode tree;
        try {
            tree = new TreeBuilder(factory, duplicates).build(body, offset, length);
        } catch (StopReading stop) {
            return stop.reading();
        } catch (IOException e) {
            return reading;
        }
        List<Value> values = new ArrayList<>(reading.values());
        for (int i = 0; i < subjects.size(); i++) {
            JsonPath path = paths.get(i);
            if (path != null) {
                values.set(i, value(path, tree));
            }
        }
        return new Reading(reading.status(), reading.offset(), reading.what(), values);
    }

    private Value value(JsonPath path, JsonNode tree) {
        try {
            Object found = path.read((Object) tree, configuration);
            if (path.isDefinite() || !(found instanceof JsonNode all) || !all.isArray()) {
                return value(found);
            }
            List<Value> several = new ArrayList<>();
            all.forEach(node -> several.add(value(node)));
            return several.isEmpty() ? Value.MISSING : new Value.Several(several);
        } catch (RuntimeException | StackOverflowError e) {
            // A filter that does not fit this body, or a body too deep for a deep scan.
            return Value.MISSING;
        }
    }

    private static Value value(@Nullable Object found) {
        if (found instanceof Number || found instanceof Boolean || found instanceof String) {
            return found instanceof Number
                    ? new Value.Num(found.toString())
                    : found instanceof Boolean flag ? new Value.Bool(flag) : new Value.Text(found.toString());
        }
        if (!(found instanceof JsonNode node) || node.isMissingNode()) {
            return Value.MISSING;
        }
        if (node.isContainerNode()) {
            return new Value.Container(node.isArray());
        }
        if (node.isNumber()) {
            return new Value.Num(node.asText());
        }
        if (node.isBoolean()) {
            return new Value.Bool(node.booleanValue());
        }
        return node.isNull() ? Value.NULL : new Value.Text(Objects.requireNonNull(node.textValue()));
    }
}
