package io.llmlb.rules;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF. */
final class Utf8 {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    /** The first byte that is no UTF-8, or -1. Jackson itself does not look that closely, least of all when it skips. */
    static int invalidAt(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            at = skipAscii(bytes, at, to);
            while (at < to && bytes[at] < 0) {
                int length = sequence(bytes, at, to);
                if (length == 0) {
                    return at;
                }
                at += length;
            }
        }
        return -1;
    }

    private static int skipAscii(byte[] bytes, int from, int to) {
        int at = from;
        for (; at <= to - 32; at += 32) {
            long all = (long) EIGHT.get(bytes, at)
                    | (long) EIGHT.get(bytes, at + 8)
                    | (long) EIGHT.get(bytes, at + 16)
                    | (long) EIGHT.get(bytes, at + 24);
            if ((all & HIGH_BITS) != 0) {
                break;
            }
        }
        while (at < to && bytes[at] >= 0) {
            at++;
        }
        return at;
    }

    /** The length of the sequence that begins here, or 0 when none does. */
    private static int sequence(byte[] bytes, int at, int to) {
        int lead = bytes[at] & 0xFF;
        if (lead >= 0xC2 && lead <= 0xDF) {
            return at + 1 < to && isTail(bytes[at + 1]) ? 2 : 0;
        }
        if (lead >= 0xE0 && lead <= 0xEF) {
            if (at + 2 >= to || !isTail(bytes[at + 1]) || !isTail(bytes[at + 2])) {
                return 0;
            }
            int second = bytes[at + 1] & 0xFF;
            return (lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ? 0 : 3;
        }
        if (lead >= 0xF0 && lead <= 0xF4) {
            if (at + 3 >= to || !isTail(bytes[at + 1]) || !isTail(bytes[at + 2]) || !isTail(bytes[at + 3])) {
                return 0;
            }
            int second = bytes[at + 1] & 0xFF;
            return (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F) ? 0 : 4;
        }
        return 0;
    }

    private static boolean isTail(byte b) {
        return (b & 0xC0) == 0x80;
    }

    /** How many bytes a text has in UTF-8; a lone surrogate counts as U+FFFD, which has three. */
    static long length(String text) {
        long length = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                // A pair is two chars and four bytes.
                length += c < 0x800 ? 1 : 2;
                i += pair ? 1 : 0;
            }
        }
        return length;
    }

    /** The text with U+FFFD for each lone surrogate. */
    static String mended(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return text.codePoints()
                        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
            }
        }
        return text;
    }
}
