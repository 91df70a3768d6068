package io.llmlb.rules;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A body as a tree, with the policy about equal keys, exact numbers, and no lone surrogates. It recurses, but no deeper
 * than the factory lets the body be.
 */
final class TreeBuilder {
    /** Longer numbers read as null: turning them into a number takes too long. */
    private static final int LONGEST_NUMBER = 1000;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final JsonFactory factory;
    private final RuleOptions.Duplicates duplicates;

    TreeBuilder(JsonFactory factory, RuleOptions.Duplicates duplicates) {
        this.factory = factory;
        this.duplicates = duplicates;
    }

    JsonNode build(byte[] body, int offset, int length) throws IOException {
        try (JsonParser parser = factory.createParser(body, offset, length)) {
            parser.nextToken();
            return node(parser);
        }
    }

    private JsonNode node(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> NODES.textNode(Utf8.mended(parser.getText()));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser);
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            default -> NODES.nullNode();
        };
    }

    private JsonNode object(JsonParser parser) throws IOException {
        ObjectNode object = NODES.objectNode();
        String name;
        while ((name = parser.nextFieldName()) != null) {
            boolean again = object.has(name);
            if (again && duplicates == RuleOptions.Duplicates.REFUSE) {
                throw StopReading.duplicate(parser.currentTokenLocation().getByteOffset());
            }
            parser.nextToken();
            if (again && duplicates == RuleOptions.Duplicates.FIRST) {
                parser.skipChildren();
            } else {
                object.set(name, node(parser));
            }
        }
        return object;
    }

    private JsonNode array(JsonParser parser) throws IOException {
        ArrayNode array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(node(parser));
        }
        return array;
    }

    private static JsonNode number(JsonParser parser) throws IOException {
        if (parser.getTextLength() > LONGEST_NUMBER) {
            return NODES.nullNode();
        }
        String source = parser.getText();
        try {
            return parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                    ? NODES.numberNode(new BigInteger(source))
                    : DecimalNode.valueOf(new BigDecimal(source));
        } catch (NumberFormatException e) {
            // An exponent that not even BigDecimal can hold.
            return NODES.nullNode();
        }
    }
}
