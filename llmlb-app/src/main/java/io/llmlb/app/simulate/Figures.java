package io.llmlb.app.simulate;

import io.llmlb.sim.lab.experiment.PairedRatio;
import java.util.Locale;

/** Numbers for people: as many digits as mean something. */
final class Figures {
    private Figures() {}

    /** Three digits, or all of those before the point: 0.00123, 0.123, 12.3, 1234. */
    static String number(double value) {
        if (!Double.isFinite(value)) {
            return "-";
        }
        double size = Math.abs(value);
        int digits = 2;
        for (double bound = 9.995; digits > 0 && size >= bound; bound *= 10) {
            digits--;
        }
        for (double bound = 0.9995; digits < 6 && size < bound && size > 0; bound /= 10) {
            digits++;
        }
        return fixed(value, digits);
    }

    static String percent(double part, int digits) {
        return fixed(100 * part, digits);
    }

    static String fixed(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    /** A load, a factor: as short as it can be. */
    static String brief(double value) {
        String text = fixed(value, 3);
        return text.replaceAll("\\.?0+$", "");
    }

    static String interval(PairedRatio ratio) {
        String middle = number(ratio.ratio());
        return Double.isNaN(ratio.low())
                ? middle
                : middle + " [" + number(ratio.low()) + ", " + number(ratio.high()) + "]";
    }
}
