package io.llmlb.prometheus;

/** Numbers as Prometheus and its exposition formats write them: {@code 0.27}, {@code 1e-05}, {@code +Inf}, {@code NaN}. */
public final class Numeral {
    private Numeral() {}

    /**
     * Reads a number.
     *
     * @throws NumberFormatException when {@code text} is none
     */
    public static double parse(String text) {
        return switch (text) {
            case "NaN" -> Double.NaN;
            case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> finite(text);
        };
    }

    private static double finite(String text) {
        // Java alone takes blanks around a number, and a type letter (1d) or a word (Infinity) at its end.
        char last = text.isEmpty() ? ' ' : text.charAt(text.length() - 1);
        boolean digit = last == '.' || (last >= '0' && last <= '9');
        if (!digit || text.charAt(0) <= ' ') {
            throw new NumberFormatException("\"" + text + "\" is not a number");
        }
        return Double.parseDouble(text);
    }
}
