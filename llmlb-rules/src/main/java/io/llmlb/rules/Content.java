package io.llmlb.rules;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The content of a message. Its text is the string itself, or, of an array, its strings and the strings in the {@code text}
 * members of its objects, in order and joined by a newline. Anything else has no text, which reads as an empty one.
 */
final class Content {
    private static final List<String> PART = List.of("type", "text");
    private static final Set<String> IMAGES = Set.of("image_url", "input_image", "image");

    private final RuleOptions.Duplicates duplicates;
    private final long base;
    private final boolean wantsText;
    private String text = "";
    private boolean first = true;

    /** Only made for a second piece: most contents have one. */
    private @Nullable StringBuilder pieces;

    private boolean images;
    private @Nullable String partType;
    private @Nullable String partText;

    Content(RuleOptions.Duplicates duplicates, long base, boolean wantsText) {
        this.duplicates = duplicates;
        this.base = base;
        this.wantsText = wantsText;
    }

    /** Reads the value the parser stands on, and leaves the parser on its last token. */
    Content read(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            append(string(parser));
        } else if (parser.currentToken() == JsonToken.START_ARRAY) {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                part(parser);
            }
        } else {
            parser.skipChildren();
        }
        return this;
    }

    private void part(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            append(string(parser));
            return;
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        partType = null;
        partText = null;
        Members.read(parser, base, duplicates, PART, (which, at) -> {
            boolean isString = at.currentToken() == JsonToken.VALUE_STRING;
            if (which == 0) {
                partType = isString ? at.getText() : null;
            } else {
                partText = isString ? string(at) : null;
            }
            at.skipChildren();
        });
        append(partText);
        images |= partType != null && IMAGES.contains(partType);
    }

    private @Nullable String string(JsonParser parser) throws IOException {
        return wantsText ? Utf8.mended(parser.getText()) : null;
    }

    private void append(@Nullable String more) {
        if (more == null) {
            return;
        }
        if (first) {
            text = more;
            first = false;
            return;
        }
        StringBuilder all = pieces == null ? new StringBuilder(text) : pieces;
        pieces = all.append('\n').append(more);
    }

    String text() {
        return pieces == null ? text : pieces.toString();
    }

    boolean hasImages() {
        return images;
    }
}
