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

    private Numeric() {}

    /** The value of a JSON number; empty when it is out of range. */
    static OptionalDouble parse(String source) {
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
