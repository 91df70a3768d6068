package io.llmlb.rules;

/**
 * Reads from a body, in one pass over its bytes and without a tree, what the given subjects stand for. Immutable and
 * thread-safe. Never throws for what a body holds.
 */
interface BodyReader {
    /** What the subjects stand for in {@code length} bytes from {@code offset} on. */
    Reading read(byte[] body, int offset, int length);
}
