package io.llmlb.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.PathNotFoundException;
import com.jayway.jsonpath.spi.json.JacksonJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class BodyReaderProperties {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Configuration JAYWAY = Configuration.builder()
            .jsonProvider(new JacksonJsonProvider(MAPPER))
            .mappingProvider(new JacksonMappingProvider(MAPPER))
            .build();
    private static final List<String> KEYS = List.of("a", "b", "é", "messages", "role", "😀", "a.b");
    private static final List<String> MORE =
            List.of("@prompt", "@promptTokens", "@turns", "@hasImages", "@totalTokens");

    /** Writes random JSON in as many spellings as there are. */
    private record Writer(Random random, boolean repeats, StringBuilder out) {
        String document() {
            value(4);
            return out.toString();
        }

        void value(int depth) {
            blank();
            switch (random.nextInt(depth > 0 ? 10 : 5)) {
                case 0 -> out.append(random.nextInt(2000) - 1000);
                case 1 -> out.append(List.of("true", "false", "null").get(random.nextInt(3)));
                case 2, 3 -> string(random.nextBoolean() ? "text" : "\n\"\\/é漢😀\u0001\u007f\b\f\r\t x");
                case 4 ->
                    out.append(
                            List.of("0", "1.5", "-2.25", "12345678901234567890").get(random.nextInt(4)));
                case 5, 6 -> list(depth);
                default -> object(depth);
            }
            blank();
        }

        private void list(int depth) {
            out.append('[');
            int size = random.nextInt(4);
            for (int i = 0; i < size; i++) {
                out.append(i > 0 ? "," : "");
                value(depth - 1);
            }
            blank();
            out.append(']');
        }

        private void object(int depth) {
            out.append('{');
            int size = random.nextInt(5);
            HashSet<String> used = new HashSet<>();
            boolean more = false;
            for (int i = 0; i < size; i++) {
                String key = KEYS.get(random.nextInt(KEYS.size()));
                if (used.add(key) || repeats) {
                    out.append(more ? "," : "");
                    more = true;
                    blank();
                    string(key);
                    blank();
                    out.append(':');
                    value(depth - 1);
                }
            }
            blank();
            out.append('}');
        }

        private void string(String text) {
            out.append('"');
            text.codePoints().forEach(this::character);
            out.append('"');
        }

        private void character(int c) {
            if (c < 0x20 || random.nextInt(6) == 0) {
                String format = random.nextBoolean() ? "\\u%04x" : "\\u%04X";
                for (char unit : Character.toChars(c)) {
                    out.append(String.format(format, (int) unit));
                }
            } else if (c == '"' || c == '\\') {
                out.append('\\').append((char) c);
            } else {
                out.appendCodePoint(c);
            }
        }

        private void blank() {
            if (random.nextInt(4) == 0) {
                out.append(List.of(" ", "\n", "\t\r").get(random.nextInt(3)));
            }
        }
    }

    private static String document(long seed, boolean repeats) {
        return new Writer(new Random(seed), repeats, new StringBuilder()).document();
    }

    private static List<PathStep> steps(Random random) {
        List<PathStep> steps = new ArrayList<>();
        int size = random.nextInt(5);
        for (int i = 0; i < size; i++) {
            steps.add(
                    switch (random.nextInt(8)) {
                        case 0, 1 -> new PathStep.Any();
                        case 2 -> new PathStep.Index(random.nextInt(3));
                        case 3 -> new PathStep.Index(-1 - random.nextInt(3));
                        default -> new PathStep.Key(KEYS.get(random.nextInt(KEYS.size())));
                    });
        }
        return steps;
    }

    private static Subject subject(Random random) {
        Subject.Function[] functions = Subject.Function.values();
        return new Subject(
                "generated",
                Subject.Kind.PATH,
                steps(random),
                random.nextInt(3) == 0 ? functions[random.nextInt(functions.length)] : Subject.Function.NONE,
                Subject.DerivedField.NONE);
    }

    private static List<Subject> subjects(Random random) {
        List<Subject> subjects = new ArrayList<>();
        int size = 1 + random.nextInt(8);
        for (int i = 0; i < size; i++) {
            subjects.add(subject(random));
        }
        return subjects;
    }

    /** The plain meaning of a subject, on a tree. */
    private static Value expected(JsonNode root, Subject subject) {
        List<JsonNode> nodes = List.of(root);
        for (PathStep step : subject.steps()) {
            List<JsonNode> next = new ArrayList<>();
            for (JsonNode node : nodes) {
                if (step instanceof PathStep.Key key && node.has(key.name())) {
                    next.add(node.get(key.name()));
                } else if (step instanceof PathStep.Any && node.isArray()) {
                    node.forEach(next::add);
                } else if (step instanceof PathStep.Index index && node.isArray()) {
                    int at = index.number() < 0 ? node.size() + index.number() : index.number();
                    if (at >= 0 && at < node.size()) {
                        next.add(node.get(at));
                    }
                }
            }
            nodes = next;
        }
        List<Value> values = nodes.stream()
                .map(node -> function(node, subject.function()))
                .filter(value -> value != Value.MISSING)
                .toList();
        if (values.isEmpty()) {
            return Value.MISSING;
        }
        return subject.isAny() ? new Value.Several(values) : values.get(0);
    }

    private static Value function(JsonNode node, Subject.Function function) {
        return switch (function) {
            case NONE -> plain(node);
            case TYPE -> new Value.Text(node.getNodeType().name().toLowerCase(java.util.Locale.ROOT));
            case SIZE -> {
                if (node.isTextual()) {
                    yield count(node.textValue().codePoints().count());
                }
                yield node.isContainerNode() ? count(node.size()) : Value.MISSING;
            }
            case TEXT -> text(node) == null ? Value.MISSING : new Value.Text(text(node));
            case TOKENS ->
                text(node) == null
                        ? Value.MISSING
                        : count((text(node).getBytes(StandardCharsets.UTF_8).length + 3) / 4);
            case BYTES ->
                text(node) == null ? Value.MISSING : count(text(node).getBytes(StandardCharsets.UTF_8).length);
        };
    }

    private static Value count(long number) {
        return new Value.Num(Long.toString(number));
    }

    private static String text(JsonNode node) {
        if (node.isTextual()) {
            return node.textValue();
        }
        if (!node.isArray()) {
            return null;
        }
        List<String> texts = new ArrayList<>();
        node.forEach(part -> {
            JsonNode own = part.isTextual() ? part : part.path("text");
            if (own.isTextual()) {
                texts.add(own.textValue());
            }
        });
        return String.join("\n", texts);
    }

    private static Value plain(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> new Value.Text(node.textValue());
            case NUMBER -> new Value.Num(node.asText());
            case BOOLEAN -> new Value.Bool(node.booleanValue());
            case NULL -> Value.NULL;
            case ARRAY, OBJECT -> new Value.Container(node.isArray());
            default -> Value.MISSING;
        };
    }

    @Property(tries = 4000)
    void readsWhatATreeHolds(@ForAll long seed) throws IOException {
        String document = document(seed, true);
        List<Subject> subjects = subjects(new Random(seed + 1));
        byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
        Reading reading = BodyReader.of(subjects, RuleOptions.DEFAULT).read(bytes, 0, bytes.length);
        assertThat(reading.status()).as(document).isEqualTo(Reading.Status.READ);
        JsonNode tree = MAPPER.readTree(document);
        assertThat(reading.values())
                .as("%s of %s", subjects.stream().map(Subject::canonical).toList(), document)
                .isEqualTo(subjects.stream()
                        .map(subject -> expected(tree, subject))
                        .toList());
    }

    @Property(tries = 1000)
    void withTheFirstKeyCountingReadsTheTreeOfFirstKeys(@ForAll long seed) throws IOException {
        String document = document(seed, true);
        List<Subject> subjects = subjects(new Random(seed + 1));
        byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
        RuleOptions first =
                new RuleOptions(RuleOptions.Duplicates.FIRST, false, 1 << 20, 100, TokenEstimator.FOUR_BYTES);
        RuleOptions early =
                new RuleOptions(RuleOptions.Duplicates.FIRST, true, 1 << 20, 100, TokenEstimator.FOUR_BYTES);
        JsonNode tree =
                new TreeBuilder(StreamingBodyReader.factory(first), first.duplicates()).build(bytes, 0, bytes.length);
        List<Value> expected =
                subjects.stream().map(subject -> expected(tree, subject)).toList();
        assertThat(BodyReader.of(subjects, first).read(bytes, 0, bytes.length).values())
                .as(document)
                .isEqualTo(expected);
        assertThat(BodyReader.of(subjects, early).read(bytes, 0, bytes.length).values())
                .as(document)
                .isEqualTo(expected);
    }

    @Property(tries = 1000)
    void simplePathsMeanTheSameAsInJsonPath(@ForAll long seed) {
        // In an array, because JsonPath takes no document that is just null.
        String document = "[" + document(seed, false) + "]";
        byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
        List<PathStep> steps = new ArrayList<>(steps(new Random(seed + 1)));
        steps.removeIf(PathStep.Any.class::isInstance);
        steps.add(0, new PathStep.Index(0));
        StringBuilder path = new StringBuilder("$");
        steps.forEach(step -> path.append(step.canonical()));
        Value expected;
        try {
            expected = plain(
                    MAPPER.valueToTree(JsonPath.using(JAYWAY).parse(document).read(path.toString())));
        } catch (PathNotFoundException e) {
            expected = Value.MISSING;
        }
        Subject simple =
                new Subject("generated", Subject.Kind.PATH, steps, Subject.Function.NONE, Subject.DerivedField.NONE);
        Reading reading = BodyReader.of(List.of(simple, Subject.parse(path.toString())), RuleOptions.DEFAULT)
                .read(bytes, 0, bytes.length);
        assertThat(reading.values()).as("%s of %s", path, document).isEqualTo(List.of(expected, expected));
    }

    @Property(tries = 2000)
    void mutatedBytesEndInAStatus(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] bytes = ("{\"messages\":" + document(seed, true) + "}").getBytes(StandardCharsets.UTF_8);
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            byte[] pool = "{}[],:\"\\0-9eE.tfnu ".getBytes(StandardCharsets.UTF_8);
            int at = random.nextInt(bytes.length);
            bytes[at] = random.nextBoolean() ? (byte) random.nextInt(256) : pool[random.nextInt(pool.length)];
        }
        List<Subject> subjects = new ArrayList<>(subjects(random));
        MORE.forEach(more -> subjects.add(Subject.parse(more)));
        subjects.add(Subject.parse("$..a"));
        for (RuleOptions.Duplicates duplicates : RuleOptions.Duplicates.values()) {
            RuleOptions options =
                    new RuleOptions(duplicates, random.nextBoolean(), 1 << 20, 8, TokenEstimator.FOUR_BYTES);
            Reading reading = BodyReader.of(subjects, options).read(bytes, 0, bytes.length);
            assertThat(reading.offset()).isBetween(0L, (long) bytes.length);
            boolean read = reading.status() == Reading.Status.READ;
            assertThat(reading.values()).hasSize(read ? subjects.size() : 0);
            assertThat(reading.what().isEmpty()).isEqualTo(read);
        }
    }

    @Property(tries = 300)
    void everyPrefixIsMalformedOrEmpty(@ForAll long seed) {
        byte[] bytes = ("{\"messages\":" + document(seed, true) + "}").getBytes(StandardCharsets.UTF_8);
        List<Subject> subjects = new ArrayList<>(subjects(new Random(seed)));
        MORE.forEach(more -> subjects.add(Subject.parse(more)));
        BodyReader reader = BodyReader.of(subjects, RuleOptions.DEFAULT);
        assertThat(reader.read(bytes, 0, bytes.length).status()).isEqualTo(Reading.Status.READ);
        for (int length = 0; length < bytes.length; length++) {
            Reading reading = reader.read(bytes, 0, length);
            assertThat(reading.status()).isEqualTo(length == 0 ? Reading.Status.EMPTY : Reading.Status.MALFORMED);
            assertThat(reading.offset()).isBetween(0L, (long) length);
        }
    }

    @Property(tries = 2000)
    void utf8IsValidExactlyWhenTheJdkSaysSo(@ForAll byte[] noise, @ForAll String text) {
        byte[] valid = text.getBytes(StandardCharsets.UTF_8);
        assertThat(Utf8.invalidAt(valid, 0, valid.length)).isEqualTo(-1);
        assertThat(Utf8.length(text))
                .isEqualTo(new String(valid, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8).length
                        + lone(text) * 2L);
        boolean jdk;
        try {
            StandardCharsets.UTF_8.newDecoder().decode(java.nio.ByteBuffer.wrap(noise));
            jdk = true;
        } catch (java.nio.charset.CharacterCodingException e) {
            jdk = false;
        }
        assertThat(Utf8.invalidAt(noise, 0, noise.length) == -1).isEqualTo(jdk);
        assertThat(Utf8.mended(text).getBytes(StandardCharsets.UTF_8).length).isEqualTo((int) Utf8.length(text));
    }

    /** Lone surrogates, which the JDK writes as one question mark. */
    private static long lone(String text) {
        return text.codePoints().filter(c -> c >= 0xD800 && c <= 0xDFFF).count();
    }
}
