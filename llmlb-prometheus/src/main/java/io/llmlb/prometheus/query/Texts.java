package io.llmlb.prometheus.query;

/**
 * Keeps one copy of each text: the label values of an answer are the same few hundred again and again. A table of fixed size
 * in which the newest text of a place stays. Not for use by several threads.
 */
final class Texts {
    private static final int PLACES = 1 << 10;

    private final String[] known = new String[PLACES];

    /** The text of these characters. */
    String of(char[] from, int offset, int length) {
        int hash = 0;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + from[i];
        }
        int place = (hash ^ hash >>> 16) & (PLACES - 1);
        String text = known[place];
        if (text == null || !isThat(text, from, offset, length)) {
            text = new String(from, offset, length);
            known[place] = text;
        }
        return text;
    }

    private static boolean isThat(String text, char[] from, int offset, int length) {
        if (text.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) != from[offset + i]) {
                return false;
            }
        }
        return true;
    }
}
