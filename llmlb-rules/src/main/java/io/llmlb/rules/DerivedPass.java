package io.llmlb.rules;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The derived fields of one body, as {@link Subject.DerivedField} defines them. Used once, by one thread. */
final class DerivedPass {
    private static final List<String> ITEM = List.of("role", "content");
    private static final Set<String> SYSTEM_ROLES = Set.of("system", "developer");
    private static final double MOST_TOKENS = 1e15;
    private static final int LONGEST_LIMIT = 400;

    private final RuleOptions.Duplicates duplicates;
    private final TokenEstimator tokens;
    private final boolean wantsText;
    private final Map<OpenAiKey, Section> sections = new EnumMap<>(OpenAiKey.class);

    /** What one top-level key brings. */
    private static final class Section {
        final StringBuilder system = new StringBuilder();
        final StringBuilder prompt = new StringBuilder();
        String lastUser = "";
        long turns;
        long numbers;
        boolean images;
        boolean filled;

        @Nullable
        String limit;

        void item(@Nullable String role, String text, boolean hasImages) {
            images |= hasImages;
            join(prompt, text);
            if (role == null) {
                return;
            }
            if (role.equals("user")) {
                turns++;
                lastUser = text;
            } else if (SYSTEM_ROLES.contains(role)) {
                join(system, text);
            }
        }
    }

    DerivedPass(RuleOptions.Duplicates duplicates, TokenEstimator tokens, boolean wantsText) {
        this.duplicates = duplicates;
        this.tokens = tokens;
        this.wantsText = wantsText;
    }

    /**
     * Takes a top-level value, in place of what an equal key brought before, and leaves the parser on its last token.
     *
     * @param base where the parser's bytes begin in the body
     */
    void read(OpenAiKey key, JsonParser parser, long base) throws IOException {
        Section section = new Section();
        sections.put(key, section);
        switch (key) {
            case SYSTEM, INSTRUCTIONS ->
                section.item("system", content(parser, base).text(), false);
            case MESSAGES -> items(section, parser, base);
            case INPUT, PROMPT -> {
                if (parser.currentToken() == JsonToken.VALUE_STRING) {
                    section.item("user", content(parser, base).text(), false);
                } else {
                    items(section, parser, base);
                }
            }
            case MAX_COMPLETION_TOKENS, MAX_OUTPUT_TOKENS, MAX_TOKENS -> {
                section.limit = parser.currentToken().isNumeric() ? parser.getText() : null;
                parser.skipChildren();
            }
            case TOOLS, FUNCTIONS -> {
                if (parser.currentToken() == JsonToken.START_ARRAY) {
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        section.filled = true;
                        parser.skipChildren();
                    }
                } else {
                    parser.skipChildren();
                }
            }
        }
    }

    private Content content(JsonParser parser, long base) throws IOException {
        return new Content(duplicates, base, wantsText).read(parser);
    }

    private void items(Section section, JsonParser parser, long base) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            switch (parser.currentToken()) {
                case START_OBJECT -> item(section, parser, base);
                case VALUE_STRING -> section.item("user", content(parser, base).text(), false);
                case START_ARRAY -> numbers(section, parser);
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> section.numbers++;
                default -> {}
            }
        }
    }

    private void item(Section section, JsonParser parser, long base) throws IOException {
        @Nullable String[] role = new String[1];
        @Nullable Content[] content = new Content[1];
        Members.read(parser, base, duplicates, ITEM, (which, at) -> {
            if (which == 0) {
                role[0] = at.currentToken() == JsonToken.VALUE_STRING ? at.getText() : null;
                at.skipChildren();
            } else {
                content[0] = content(at, base);
            }
        });
        Content found = content[0];
        section.item(role[0], found == null ? "" : found.text(), found != null && found.hasImages());
    }

    private static void numbers(Section section, JsonParser parser) throws IOException {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            section.numbers += parser.currentToken().isNumeric() ? 1 : 0;
            parser.skipChildren();
        }
    }

    /** What a field is, once the whole body is read. */
    Value value(Subject.DerivedField field, long bodyBytes) {
        return switch (field) {
            case NONE -> Value.MISSING;
            case SYSTEM -> text(joined(true));
            case PROMPT -> text(joined(false));
            case LAST_USER -> text(lastUser());
            case PROMPT_TOKENS -> number(promptTokens());
            case MAX_TOKENS -> {
                String limit = limit();
                yield limit == null ? Value.MISSING : new Value.Num(limit);
            }
            case TOTAL_TOKENS -> total();
            case TURNS ->
                number(sections.values().stream().mapToLong(s -> s.turns).sum());
            case HAS_IMAGES -> new Value.Bool(sections.values().stream().anyMatch(s -> s.images));
            case HAS_TOOLS -> new Value.Bool(sections.values().stream().anyMatch(s -> s.filled));
            case BODY_BYTES -> number(bodyBytes);
        };
    }

    private String joined(boolean onlySystem) {
        StringBuilder all = null;
        for (Section section : sections.values()) {
            StringBuilder own = onlySystem ? section.system : section.prompt;
            if (all == null || all.isEmpty()) {
                all = own;
            } else if (!own.isEmpty()) {
                all = join(new StringBuilder(all), own);
            }
        }
        return all == null ? "" : all.toString();
    }

    private String lastUser() {
        String last = "";
        for (Section section : sections.values()) {
            last = section.turns > 0 ? section.lastUser : last;
        }
        return last;
    }

    private long promptTokens() {
        String prompt = joined(false);
        long numbers = sections.values().stream().mapToLong(s -> s.numbers).sum();
        return numbers + (prompt.isEmpty() ? 0 : tokens.tokens(prompt, Utf8.length(prompt)));
    }

    private @Nullable String limit() {
        for (Section section : sections.values()) {
            if (section.limit != null) {
                return section.limit;
            }
        }
        return null;
    }

    private Value total() {
        String limit = limit();
        if (limit == null) {
            return number(promptTokens());
        }
        double most = limit.length() > LONGEST_LIMIT ? -1 : Double.parseDouble(limit);
        return most >= 0 && most <= MOST_TOKENS ? number(promptTokens() + (long) most) : Value.MISSING;
    }

    private static Value text(String text) {
        return text.isEmpty() ? Value.MISSING : new Value.Text(text);
    }

    private static Value number(long number) {
        return new Value.Num(Long.toString(number));
    }

    private static StringBuilder join(StringBuilder all, CharSequence more) {
        return more.isEmpty() ? all : all.append(all.isEmpty() ? "" : "\n").append(more);
    }
}
