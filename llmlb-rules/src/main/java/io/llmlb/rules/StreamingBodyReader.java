package io.llmlb.rules;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/**
 * The reader of paths, functions and derived fields: Jackson's streaming parser over the bytes, a {@link PathTree} that
 * says what to look at, everything else skipped. It is strict: UTF-8 only (checked beforehand over the whole body,
 * because Jackson looks at bytes that it skips only in passing), no byte order mark, no control characters in strings, and
 * nothing but blanks behind the value. A key (not a string) with a lone surrogate is malformed too, as Jackson has it.
 * Memory is bounded by a small multiple of the body.
 */
final class StreamingBodyReader implements BodyReader {
    /** The longest key that is read, in chars: Jackson keeps keys for the next body, so they must stay small. */
    static final int LONGEST_KEY = 4096;

    private final ReadingPlan plan;
    private final RuleOptions options;
    private final JsonFactory factory;

    StreamingBodyReader(List<Subject> subjects, RuleOptions options) {
        this.options = options;
        this.factory = factory(options);
        this.plan = ReadingPlan.of(subjects, options, factory);
    }

    /** A factory whose only limits are ours. */
    static JsonFactory factory(RuleOptions options) {
        StreamReadConstraints limits = StreamReadConstraints.builder()
                .maxNestingDepth(options.maxDepth())
                .maxNameLength(LONGEST_KEY)
                .maxStringLength(Integer.MAX_VALUE)
                .maxNumberLength(Integer.MAX_VALUE)
                .build();
        return JsonFactory.builder()
                .streamReadConstraints(limits)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
                .build();
    }

    @Override
    public Reading read(byte[] body, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, body.length);
        try {
            checkBytes(body, offset, length);
            return new Reading(Reading.Status.READ, 0, "", values(body, offset, length));
        } catch (StopReading stop) {
            return stop.reading();
        } catch (IOException e) {
            throw new IllegalStateException("reading memory cannot fail otherwise", e);
        }
    }

    private void checkBytes(byte[] body, int offset, int length) throws StopReading {
        if (length > options.maxBytes()) {
            throw new StopReading(
                    Reading.Status.OVERSIZE,
                    options.maxBytes(),
                    "the body has " + length + " bytes, more than the " + options.maxBytes() + " allowed");
        }
        if (isBlank(body, offset, length)) {
            throw new StopReading(Reading.Status.EMPTY, 0, "the body is empty");
        }
        // What would make Jackson take the body for UTF-16, UTF-32 or UTF-8 with a mark.
        for (int i = 0; i < Math.min(4, length); i++) {
            if (body[offset + i] == 0) {
                throw new StopReading(Reading.Status.MALFORMED, i, "the body holds a NUL byte");
            }
        }
        int invalid = Utf8.invalidAt(body, offset, offset + length);
        if (invalid >= 0) {
            throw new StopReading(Reading.Status.MALFORMED, invalid - offset, "the body is not UTF-8");
        }
        if (body[offset] == (byte) 0xEF) {
            throw new StopReading(Reading.Status.MALFORMED, 0, "the body does not begin with JSON");
        }
    }

    private static boolean isBlank(byte[] body, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (body[i] != ' ' && body[i] != '\n' && body[i] != '\r' && body[i] != '\t') {
                return false;
            }
        }
        return true;
    }

    private List<Value> values(byte[] body, int offset, int length) throws IOException {
        try (JsonParser parser = factory.createParser(body, offset, length)) {
            try {
                return new BodyPass(plan, parser, body, offset, length).read();
            } catch (StreamConstraintsException e) {
                boolean deep = e.getOriginalMessage().startsWith("Document nesting depth");
                throw new StopReading(
                        Reading.Status.OVERSIZE,
                        place(e, parser, length),
                        deep
                                ? "the body is nested deeper than " + options.maxDepth() + " levels"
                                : "the body has a key longer than " + LONGEST_KEY + " characters");
            } catch (JsonEOFException e) {
                throw new StopReading(Reading.Status.MALFORMED, place(e, parser, length), "the body breaks off");
            } catch (JsonProcessingException e) {
                throw new StopReading(Reading.Status.MALFORMED, place(e, parser, length), "the body is no JSON");
            }
        }
    }

    private static long place(JsonProcessingException e, JsonParser parser, int length) {
        long at = e.getLocation() == null
                ? parser.currentLocation().getByteOffset()
                : e.getLocation().getByteOffset();
        return Math.max(0, Math.min(at, length));
    }
}
