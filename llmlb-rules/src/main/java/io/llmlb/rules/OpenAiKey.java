package io.llmlb.rules;

import java.util.EnumSet;
import java.util.Set;

/** The top-level keys that derived fields are computed from. */
enum OpenAiKey {
    SYSTEM("system"),
    INSTRUCTIONS("instructions"),
    MESSAGES("messages"),
    INPUT("input"),
    PROMPT("prompt"),
    MAX_COMPLETION_TOKENS("max_completion_tokens"),
    MAX_OUTPUT_TOKENS("max_output_tokens"),
    MAX_TOKENS("max_tokens"),
    TOOLS("tools"),
    FUNCTIONS("functions");

    private static final Set<OpenAiKey> PROMPTS = EnumSet.range(SYSTEM, PROMPT);
    private static final Set<OpenAiKey> ITEMS = EnumSet.range(MESSAGES, PROMPT);
    private static final Set<OpenAiKey> LIMITS = EnumSet.range(MAX_COMPLETION_TOKENS, MAX_TOKENS);

    private final String word;

    OpenAiKey(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    /** The keys that a field needs. */
    static Set<OpenAiKey> of(Subject.DerivedField field) {
        return switch (field) {
            case NONE, BODY_BYTES -> EnumSet.noneOf(OpenAiKey.class);
            case SYSTEM, PROMPT, PROMPT_TOKENS -> PROMPTS;
            case LAST_USER, TURNS, HAS_IMAGES -> ITEMS;
            case MAX_TOKENS -> LIMITS;
            case TOTAL_TOKENS -> EnumSet.range(SYSTEM, MAX_TOKENS);
            case HAS_TOOLS -> EnumSet.range(TOOLS, FUNCTIONS);
        };
    }
}
