package io.llmlb.sim.live.vllm;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.sim.model.vllm.PromptBlocks;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class PromptProperties {
    /** All characters below the surrogates, so that a text can be cut anywhere. */
    @Property
    void aTextIsTheSameInHoweverManyPieces(
            @ForAll @Size(max = 6) List<@CharRange(from = '\0', to = '\uD7FF') @StringLength(max = 40) String> pieces) {
        Prompt whole = of(List.of(String.join("", pieces)));
        Prompt parts = of(pieces);
        assertThat(parts.tokens()).isEqualTo(whole.tokens());
        int bytes = String.join("", pieces).getBytes(StandardCharsets.UTF_8).length;
        assertThat(whole.length()).isEqualTo(Math.max(1, (bytes + 3) / 4));
        assertThat(whole.blocks().count()).isEqualTo(whole.length() / 16);
    }

    @Property
    void blocksAreEqualAsLongAsTheTokensAre(
            @ForAll @CharRange(from = 'a', to = 'z') @StringLength(max = 300) String beginning,
            @ForAll @CharRange(from = 'a', to = 'z') @StringLength(max = 200) String one,
            @ForAll @CharRange(from = 'A', to = 'Z') @StringLength(min = 1, max = 200) String other) {
        Prompt first = of(List.of(beginning, one));
        Prompt second = of(List.of(beginning, other));
        // Longer than the common text at times: two words may have one number.
        int mismatch = Arrays.mismatch(first.tokens(), second.tokens());
        int common = mismatch < 0 ? first.length() : mismatch;
        assertThat(common).isGreaterThanOrEqualTo(Math.min(beginning.length() / 4, first.length() - 1));
        PromptBlocks blocks = first.blocks();
        PromptBlocks others = second.blocks();
        for (int i = 0; i < Math.min(blocks.count(), others.count()); i++) {
            assertThat(blocks.hash(i) == others.hash(i)).isEqualTo((i + 1) * 16 <= common);
        }
    }

    private static Prompt of(List<String> pieces) {
        Prompt prompt = new Prompt();
        pieces.forEach(prompt::text);
        return prompt.complete();
    }
}
