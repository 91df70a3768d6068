package io.llmlb.sim.live.vllm;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.sim.model.vllm.PromptBlocks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromptTest {
    private static final String FIRST = "All of the sixteen tokens of the first block are in these words.";

    @ParameterizedTest
    @CsvSource({"'', 1", "a, 1", "abcd, 1", "abcde, 2", "\u00e4\u00f6, 1", "\u00e4\u00f6\u00fc, 2", "\uD83D\uDE00x, 2"})
    void fourBytesAreAToken(String text, int tokens) {
        assertThat(of(text).length()).isEqualTo(tokens);
        assertThat(of(text).tokens()).hasSize(tokens);
    }

    @Test
    void textInPiecesIsTheSameText() {
        Prompt pieces = new Prompt();
        pieces.text("ab");
        pieces.text("");
        pieces.text("cdefg");
        assertThat(pieces.complete().tokens()).isEqualTo(of("abcdefg").tokens());
    }

    @Test
    void equalBeginningsHaveEqualBlocks() {
        PromptBlocks one = of(FIRST + FIRST + "and then this").blocks();
        PromptBlocks other = of(FIRST + FIRST.replace("words", "lines") + FIRST).blocks();
        assertThat(one.count()).isEqualTo(2);
        assertThat(other.count()).isEqualTo(3);
        assertThat(one.hash(0))
                .isEqualTo(other.hash(0))
                .isEqualTo(of(FIRST).blocks().hash(0));
        // A hash stands for all before it too.
        assertThat(one.hash(1)).isNotEqualTo(other.hash(1)).isNotEqualTo(one.hash(0));
        assertThat(other.hash(2)).isNotEqualTo(other.hash(0));
    }

    @Test
    void aPartialBlockHasNoHash() {
        assertThat(of(FIRST.substring(4)).blocks().count()).isZero();
    }

    @Test
    void theTokensOfATextAreTheSamePrompt() {
        Prompt text = of(FIRST + "and more");
        Prompt tokens = new Prompt();
        for (int token : text.tokens()) {
            tokens.token(token);
        }
        assertThat(tokens.complete().length()).isEqualTo(text.length());
        assertThat(tokens.blocks().hash(0)).isEqualTo(text.blocks().hash(0));
    }

    private static Prompt of(String text) {
        Prompt prompt = new Prompt();
        prompt.text(text);
        return prompt.complete();
    }
}
