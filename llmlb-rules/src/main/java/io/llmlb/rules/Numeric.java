package io.llmlb.rules;

import java.math.BigDecimal;
import java.util.OptionalDouble;

/**
 * Numbers as conditions compare them: IEEE doubles, and only those that Java and Tcl 8.4 read alike. That is at most 15
 * digits, not counting zeros in front, and a decimal exponent within 300 of zero, both as written and of the first digit.
 */
final class Numeric {
    private static final int MOST_DIGITS = 15;
    private static final int MOST_EXPONENT = 300;

    /** Powers of ten that a double holds exactly. */
    private static final double[] TEN_TO_THE = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
    };

    private Numeric() {}

    /** The value of a JSON number; empty when it is out of range. */
    static OptionalDouble parse(String source) {
        double plain = plain(source);
        return Double.isNaN(plain) ? parseAny(source) : OptionalDouble.of(plain);
    }

    /**
     * The value of a short number without an exponent, which is what bodies hold; NaN for any other. Digits and power of
     * ten are exact as doubles, so their one quotient is rounded once, as it should be (Clinger, How to read floating
     * point numbers accurately, 1990).
     */
    private static double plain(String source) {
        if (source.length() > MOST_DIGITS) {
            return Double.NaN;
        }
        boolean negative = source.charAt(0) == '-';
        long digits = 0;
        int fraction = -1;
        for (int i = negative ? 1 : 0; i < source.length(); i++) {
            char c = source.charAt(i);
            if (c >= '0' && c <= '9') {
                digits = 10 * digits + (c - '0');
                fraction += fraction >= 0 ? 1 : 0;
            } else if (c == '.' && fraction < 0) {
                fraction = 0;
            } else {
                return Double.NaN;
            }
        }
        double value = digits / TEN_TO_THE[Math.max(0, fraction)];
        return negative ? -value : value;
    }

    private static OptionalDouble parseAny(String source) {
        int end = Math.max(source.indexOf('e'), source.indexOf('E'));
        String mantissa = end < 0 ? source : source.substring(0, end);
        int digits = 0;
        for (int i = 0; i < mantissa.length(); i++) {
            char c = mantissa.charAt(i);
            if ((c >= '1' && c <= '9') || (c == '0' && digits > 0)) {
                digits++;
            }
        }
        if (digits > MOST_DIGITS || (end >= 0 && isLarge(source.substring(end + 1)))) {
            return OptionalDouble.empty();
        }
        if (digits > 0) {
            BigDecimal exact = new BigDecimal(source);
            if (Math.abs((long) exact.precision() - exact.scale() - 1) > MOST_EXPONENT) {
                return OptionalDouble.empty();
            }
        }
        return OptionalDouble.of(Double.parseDouble(source));
    }

    private static boolean isLarge(String exponent) {
        int from = exponent.startsWith("+") || exponent.startsWith("-") ? 1 : 0;
        while (from < exponent.length() - 1 && exponent.charAt(from) == '0') {
            from++;
        }
        return exponent.length() - from > 3 || Integer.parseInt(exponent.substring(from)) > MOST_EXPONENT;
    }
}
