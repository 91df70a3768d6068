package io.llmlb.sim.live.vllm;

import io.llmlb.sim.model.vllm.PromptBlocks;
import io.llmlb.sim.model.vllm.VllmEngine;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A prompt in tokens. Text has a token for every four bytes of its UTF-8 and one for the rest, as there is no
 * vocabulary here; the token's number is a hash of the bytes. Not thread-safe.
 */
final class Prompt {
    private static final int VOCABULARY = 128_000;
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

    private int[] tokens = new int[64];
    private int count;
    private int piece;
    private int pieceBytes;

    /** Adds text; a token may span this text and the one before. */
    void text(String text) {
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            piece = piece << 8 | (b & 0xFF);
            if (++pieceBytes == 4) {
                flush();
            }
        }
    }

    /** Adds a token by its number. */
    void token(int number) {
        flush();
        append(number);
    }

    /** Says that nothing follows. An empty prompt still has one token, as its beginning is marked. */
    Prompt complete() {
        flush();
        if (count == 0) {
            append(0);
        }
        return this;
    }

    int length() {
        return count;
    }

    int[] tokens() {
        return Arrays.copyOf(tokens, count);
    }

    /** A hash for each whole block that stands for the block and all before it, so that equal beginnings are found. */
    PromptBlocks blocks() {
        long[] hashes = new long[count / VllmEngine.BLOCK_TOKENS];
        long hash = 0;
        for (int i = 0; i < hashes.length * VllmEngine.BLOCK_TOKENS; i++) {
            hash = mix(hash ^ tokens[i]);
            if ((i + 1) % VllmEngine.BLOCK_TOKENS == 0) {
                hashes[i / VllmEngine.BLOCK_TOKENS] = hash;
            }
        }
        return PromptBlocks.of(hashes);
    }

    private void flush() {
        if (pieceBytes > 0) {
            append((int) Long.remainderUnsigned(mix((long) pieceBytes << 32 | (piece & 0xFFFF_FFFFL)), VOCABULARY));
            piece = 0;
            pieceBytes = 0;
        }
    }

    private void append(int token) {
        if (count == tokens.length) {
            tokens = Arrays.copyOf(tokens, count * 2);
        }
        tokens[count++] = token;
    }

    private static long mix(long value) {
        long mixed = (value ^ value >>> 32) * MIX;
        mixed = (mixed ^ mixed >>> 29) * MIX;
        return mixed ^ mixed >>> 32;
    }
}
