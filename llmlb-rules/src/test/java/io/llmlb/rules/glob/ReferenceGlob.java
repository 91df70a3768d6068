package io.llmlb.rules.glob;

/** Tcl's own way to match, step by step with recursion at every star: slow and plain, to compare with. */
final class ReferenceGlob {
    private final int[] pattern;
    private final int[] text;
    private final boolean noCase;

    private ReferenceGlob(String pattern, String text, boolean noCase) {
        this.pattern = pattern.codePoints().toArray();
        this.text = text.codePoints().toArray();
        this.noCase = noCase;
    }

    static boolean matches(String pattern, String text, boolean noCase) {
        return new ReferenceGlob(pattern, text, noCase).from(0, 0);
    }

    private boolean from(int p, int t) {
        if (p >= pattern.length) {
            return t == text.length;
        }
        if (pattern[p] == '*') {
            return from(p + 1, t) || t < text.length && from(p, t + 1);
        }
        if (t == text.length) {
            return false;
        }
        return switch (pattern[p]) {
            case '?' -> from(p + 1, t + 1);
            case '[' -> set(p + 1, t);
            case '\\' -> p + 1 < pattern.length && folded(pattern[p + 1]) == folded(text[t]) && from(p + 2, t + 1);
            default -> folded(pattern[p]) == folded(text[t]) && from(p + 1, t + 1);
        };
    }

    private boolean set(int begin, int t) {
        int c = folded(text[t]);
        int p = begin;
        while (p < pattern.length && pattern[p] != ']') {
            int one = folded(pattern[p++]);
            int other = one;
            if (p < pattern.length && pattern[p] == '-') {
                if (++p == pattern.length) {
                    return false;
                }
                other = folded(pattern[p++]);
            }
            if (one <= c && c <= other || other <= c && c <= one) {
                while (p < pattern.length && pattern[p] != ']') {
                    p++;
                }
                return from(p + 1, t + 1);
            }
        }
        return false;
    }

    private int folded(int c) {
        return noCase ? LowerCase.of(c) : c;
    }
}
