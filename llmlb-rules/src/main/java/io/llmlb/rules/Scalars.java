package io.llmlb.rules;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

/** Scalars as {@link Value}s. */
final class Scalars {
    private Scalars() {}

    /** The scalar that the parser stands on. */
    static Value value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> new Value.Text(Utf8.mended(parser.getText()));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Value.Num(parser.getText());
            case VALUE_TRUE -> new Value.Bool(true);
            case VALUE_FALSE -> new Value.Bool(false);
            case VALUE_NULL -> Value.NULL;
            default -> Value.MISSING;
        };
    }
}
