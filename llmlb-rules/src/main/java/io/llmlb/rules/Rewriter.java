package io.llmlb.rules;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.llmlb.rules.RuleOptions.Duplicates;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes values into a body by cutting out just the bytes of the old ones. For each rewrite one streaming pass finds the
 * place; all other bytes stay as they are. A rewrite whose parent is not there changes nothing.
 */
final class Rewriter {
    /** What to replace, by place: an empty part is an insertion. */
    private record Cut(int from, int to, String before) {}

    private final JsonFactory factory;
    private final boolean first;

    Rewriter(RuleOptions options) {
        this.factory = StreamingBodyReader.factory(options);
        this.first = options.duplicates() == Duplicates.FIRST;
    }

    /**
     * The body with the rewrites applied; the same array when there is nothing to change.
     *
     * @throws IllegalArgumentException when the body is no JSON
     */
    byte[] apply(List<Rewrite> rewrites, byte[] body) {
        byte[] written = body;
        for (Rewrite rewrite : rewrites) {
            List<PathStep> steps = Subject.parse(rewrite.path()).steps();
            Cut cut = cut(steps, written);
            written = cut == null ? written : splice(written, cut, rewrite);
        }
        return written;
    }

    private @Nullable Cut cut(List<PathStep> steps, byte[] body) {
        try (JsonParser parser = factory.createParser(body)) {
            parser.nextToken();
            return find(parser, steps, 0);
        } catch (IOException e) {
            // Without the cause, whose message quotes the body.
            throw new IllegalArgumentException("only a JSON body can be rewritten");
        }
    }

    /** The place of the steps from {@code at} on in the value that the parser stands on; moves it to the value's end. */
    private @Nullable Cut find(JsonParser parser, List<PathStep> steps, int at) throws IOException {
        if (at == steps.size()) {
            int from = (int) parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            parser.finishToken();
            return new Cut(from, (int) parser.currentLocation().getByteOffset(), "");
        }
        if (steps.get(at) instanceof PathStep.Key key && parser.currentToken() == JsonToken.START_OBJECT) {
            return inObject(parser, key.name(), steps, at);
        }
        if (steps.get(at) instanceof PathStep.Index index && parser.currentToken() == JsonToken.START_ARRAY) {
            return inArray(parser, index.number(), steps, at);
        }
        parser.skipChildren();
        return null;
    }

    private @Nullable Cut inObject(JsonParser parser, String key, List<PathStep> steps, int at) throws IOException {
        Cut found = null;
        boolean seen = false;
        boolean empty = true;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            boolean same = parser.currentName().equals(key);
            parser.nextToken();
            empty = false;
            if (same && !(first && seen)) {
                found = find(parser, steps, at + 1);
                seen = true;
            } else {
                parser.skipChildren();
            }
        }
        if (!seen && at == steps.size() - 1) {
            int end = (int) parser.currentTokenLocation().getByteOffset();
            return new Cut(end, end, (empty ? "" : ",") + quote(key) + ":");
        }
        return found;
    }

    private @Nullable Cut inArray(JsonParser parser, int index, List<PathStep> steps, int at) throws IOException {
        Cut found = null;
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            if (i == index) {
                found = find(parser, steps, at + 1);
            } else {
                parser.skipChildren();
            }
        }
        return found;
    }

    private static byte[] splice(byte[] body, Cut cut, Rewrite rewrite) {
        String value = rewrite.typed() ? rewrite.value() : quote(rewrite.value());
        ByteArrayOutputStream written = new ByteArrayOutputStream(body.length + value.length() + 16);
        written.write(body, 0, cut.from);
        written.writeBytes((cut.before + value).getBytes(StandardCharsets.UTF_8));
        written.write(body, cut.to, body.length - cut.to);
        return written.toByteArray();
    }

    private static String quote(String text) {
        return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
