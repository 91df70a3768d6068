package io.llmlb.rules.irule;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A random body, written by hand so that it has all spellings JSON allows: like a request of one of the APIs, with odd
 * members in between, equal keys, and values of unexpected types.
 */
final class RandomBody {
    static final List<String> WORDS = List.of(
            "flight",
            "Flight agent",
            "GPT",
            "gpt-4",
            "openai/GPT",
            "true",
            "1",
            "0",
            "a",
            "ab",
            "aB b",
            "it's",
            "[x]",
            "*",
            "",
            "5",
            "caf\u00e9",
            "\u00c4rger",
            "\u65e5\u672c",
            "\u03a9 \u03c9",
            "line\nline",
            "say \"hi\"",
            "back\\slash",
            "tab\tnul\u0000",
            "null");
    static final List<String> NUMBERS = List.of(
            "0",
            "1",
            "-1",
            "5",
            "5.0",
            "0.7",
            "0.70",
            "1e2",
            "1E+2",
            "100",
            "-3.25",
            "1e300",
            "1e301",
            "1e-300",
            "1e-301",
            "10e300",
            "0.1e-300",
            "0.01e300",
            "0.1e301",
            "123456789012345",
            "1234567890123456",
            "0.00000000000000000001",
            "0e999",
            "0.0",
            "-0.0",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "1e400",
            "1e-400",
            "1e15",
            "1000000000000001",
            "123456789012345e-5",
            "1.5",
            "16",
            "8000");
    private static final List<String> KEYS = List.of(
            "model",
            "stream",
            "user",
            "a",
            "b",
            "metadata",
            "text",
            "role",
            "content",
            "type",
            "n",
            "a.b",
            "it's",
            "x y",
            "");
    private static final List<String> ROLES =
            List.of("user", "user", "user", "system", "developer", "assistant", "tool", "User");
    private static final List<String> PARTS =
            List.of("text", "input_text", "image_url", "input_image", "image", "input_file", "Image");
    private static final List<String> BLANKS = List.of("", "", "", "", " ", "\n  ", "\t", " \r\n");

    /** A value in the body: the steps of its path, as rules spell them, and its text. */
    record Place(List<String> steps, String text) {}

    private final Random random;
    private final StringBuilder text = new StringBuilder();
    private final List<Place> places = new ArrayList<>();
    private final List<String> at = new ArrayList<>();

    RandomBody(Random random) {
        this.random = random;
        blank();
        if (random.nextInt(25) == 0) {
            value(0);
        } else {
            request();
        }
        blank();
    }

    String text() {
        return text.toString();
    }

    List<Place> places() {
        return places;
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private boolean once(int in) {
        return random.nextInt(in) == 0;
    }

    private void blank() {
        text.append(any(BLANKS));
    }

    private interface Part {
        void write();
    }

    private void request() {
        List<String> keys = new ArrayList<>();
        List<Part> parts = new ArrayList<>();
        member(keys, parts, 1, "model", () -> string(any(WORDS)));
        member(keys, parts, 2, "stream", this::flag);
        member(keys, parts, 2, "messages", this::items);
        member(keys, parts, 3, "input", () -> stringOr(this::items));
        member(keys, parts, 4, "prompt", () -> stringOr(this::items));
        member(keys, parts, 3, "system", this::content);
        member(keys, parts, 3, "instructions", this::content);
        member(keys, parts, 3, any(List.of("max_tokens", "max_output_tokens", "max_completion_tokens")), this::number);
        member(keys, parts, 5, any(List.of("max_tokens", "max_output_tokens", "max_completion_tokens")), this::number);
        member(keys, parts, 4, any(List.of("tools", "functions")), () -> array(2, () -> value(2)));
        for (int i = random.nextInt(4); i > 0; i--) {
            member(keys, parts, 1, any(KEYS), () -> value(1));
        }
        if (once(6) && !keys.isEmpty()) {
            member(keys, parts, 1, any(keys), () -> value(1));
        }
        place("{}");
        text.append('{');
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            order.add(random.nextInt(order.size() + 1), i);
        }
        for (int i = 0; i < order.size(); i++) {
            separator(i);
            key(keys.get(order.get(i)));
            within("." + keys.get(order.get(i)), keys.get(order.get(i)), parts.get(order.get(i)));
        }
        blank();
        text.append('}');
    }

    private void member(List<String> keys, List<Part> parts, int in, String key, Part part) {
        if (once(in)) {
            keys.add(key);
            parts.add(once(12) ? () -> value(1) : part);
        }
    }

    private void separator(int i) {
        if (i > 0) {
            text.append(',');
        }
        blank();
    }

    private void key(String key) {
        quoted(key);
        blank();
        text.append(':');
        blank();
    }

    private void within(String plain, String key, Part part) {
        boolean bare = key.matches("[A-Za-z0-9_:/-]+");
        at.add(bare ? plain : "['" + key.replace("'", "''") + "']");
        part.write();
        at.remove(at.size() - 1);
    }

    private void place(String value) {
        places.add(new Place(List.copyOf(at), value));
    }

    private void object(int most, Part member) {
        place("{}");
        text.append('{');
        for (int i = 0, n = random.nextInt(most + 1); i < n; i++) {
            separator(i);
            member.write();
        }
        blank();
        text.append('}');
    }

    private void array(int most, Part element) {
        place("[]");
        text.append('[');
        for (int i = 0, n = random.nextInt(most + 1); i < n; i++) {
            separator(i);
            at.add("[" + i + "]");
            element.write();
            at.remove(at.size() - 1);
        }
        blank();
        text.append(']');
    }

    private void value(int depth) {
        switch (random.nextInt(depth > 3 ? 5 : 8)) {
            case 0, 1 -> string(any(WORDS));
            case 2 -> number();
            case 3 -> flag();
            case 4 -> literal("null");
            case 5 -> array(3, () -> value(depth + 1));
            default ->
                object(3, () -> {
                    String key = any(KEYS);
                    key(key);
                    within("." + key, key, () -> value(depth + 1));
                });
        }
    }

    private void flag() {
        literal(any(List.of("true", "false")));
    }

    private void number() {
        literal(any(NUMBERS));
    }

    private void literal(String source) {
        place(source);
        text.append(source);
    }

    private void string(String string) {
        place(string);
        quoted(string);
    }

    private void stringOr(Part part) {
        if (random.nextBoolean()) {
            string(any(WORDS));
        } else {
            part.write();
        }
    }

    private void items() {
        array(4, () -> {
            switch (random.nextInt(9)) {
                case 0 -> string(any(WORDS));
                case 1 -> number();
                case 2 -> array(3, () -> value(3));
                default -> message();
            }
        });
    }

    private void message() {
        place("{}");
        text.append('{');
        boolean roleFirst = random.nextBoolean();
        int written = 0;
        for (int i = 0; i < 2; i++) {
            boolean role = roleFirst == (i == 0);
            if (once(10)) {
                continue;
            }
            separator(written++);
            String key = role ? "role" : "content";
            key(key);
            within("." + key, key, () -> {
                if (once(15)) {
                    value(2);
                } else if (role) {
                    string(any(ROLES));
                } else {
                    content();
                }
            });
        }
        if (once(12)) {
            separator(written);
            key("content");
            within(".content", "content", this::content);
        }
        blank();
        text.append('}');
    }

    private void content() {
        stringOr(() -> array(3, () -> {
            if (once(6)) {
                value(3);
                return;
            }
            place("{}");
            text.append('{');
            blank();
            key("type");
            within(".type", "type", () -> string(any(PARTS)));
            if (!once(5)) {
                separator(1);
                key("text");
                within(".text", "text", () -> string(any(WORDS)));
            }
            text.append('}');
        }));
    }

    private void quoted(String string) {
        text.append('"');
        for (char c : string.toCharArray()) {
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c == '\n' && random.nextBoolean()) {
                text.append("\\n");
            } else if (c < ' ' || once(20)) {
                text.append(String.format(random.nextBoolean() ? "\\u%04x" : "\\u%04X", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }
}
