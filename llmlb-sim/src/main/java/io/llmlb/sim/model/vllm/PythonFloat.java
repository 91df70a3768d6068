package io.llmlb.sim.model.vllm;

import java.math.BigDecimal;

/** A number as Python's prometheus_client writes it: {@code 3.0}, {@code 1e-05}, {@code 1.234567e+06}, {@code +Inf}. */
final class PythonFloat {
    private PythonFloat() {}

    static String text(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        if (value == 0) {
            return "0.0";
        }
        if (value == (int) value && Math.abs(value) < 1e6) {
            return (int) value + ".0";
        }
        BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        String digits = decimal.unscaledValue().abs().toString();
        int exponent = digits.length() - decimal.scale() - 1;
        String sign = value < 0 ? "-" : "";
        // The client switches to an exponent from 10^6 on for positive numbers (as Go does), repr() from 10^16 on.
        boolean large = value > 0 ? exponent >= 6 : exponent >= 16;
        if (large || exponent < -4) {
            return sign + scientific(digits, exponent, value > 0 && exponent < 16);
        }
        String plain = decimal.abs().toPlainString();
        return sign + (plain.indexOf('.') < 0 ? plain + ".0" : plain);
    }

    private static String scientific(String digits, int exponent, boolean client) {
        String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        if (exponent < 0) {
            return mantissa + "e-" + (exponent > -10 ? "0" : "") + -exponent;
        }
        return mantissa + "e+" + (client || exponent < 10 ? "0" : "") + exponent;
    }
}
