package io.llmlb.rules.irule;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.llmlb.rules.RuleOptions.Duplicates;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A body as a tree to compare: maps and lists, numbers as they stand there, one of equal keys. */
final class BodyTree {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(1000).build())
            .build();

    private BodyTree() {}

    static Object of(byte[] body, Duplicates duplicates) throws IOException {
        try (JsonParser parser = FACTORY.createParser(body)) {
            parser.nextToken();
            return node(parser, duplicates);
        }
    }

    private static Object node(JsonParser parser, Duplicates duplicates) throws IOException {
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            List<Object> array = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                array.add(node(parser, duplicates));
            }
            return array;
        }
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            Map<String, Object> object = new TreeMap<>();
            String name;
            while ((name = parser.nextFieldName()) != null) {
                parser.nextToken();
                Object value = node(parser, duplicates);
                if (duplicates == Duplicates.FIRST) {
                    object.putIfAbsent(name, value);
                } else {
                    object.put(name, value);
                }
            }
            return object;
        }
        return parser.currentToken() + " " + parser.getText();
    }
}
