package io.llmlb.sim.live.vllm;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number that changes with time in a known way. Written as a number, or as {@code shape:start:end:period}, such as
 * {@code ramp:0:20:1m}; the period is seconds, or has one of the units ms, s, m and h. Immutable.
 *
 * @param shape how it changes
 * @param start where it begins
 * @param end where it goes to
 * @param periodSeconds how long that takes, above 0
 */
public record Waveform(Shape shape, double start, double end, double periodSeconds) {
    /** The ways to change. */
    public enum Shape {
        /** Always {@code start}. */
        CONSTANT,
        /** From {@code start} to {@code end} and back in a period, as a cosine. */
        OSCILLATE,
        /** From {@code start} to {@code end} in a period, and then {@code end}. */
        RAMP,
        /** From {@code start} to {@code end} in a period, and then again from {@code start}. */
        RAMPRESET,
        /** Half a period {@code start}, half a period {@code end}. */
        SQUAREWAVE
    }

    private static final Pattern PERIOD = Pattern.compile("([0-9.]+)(ms|s|m|h|)");

    /**
     * @throws IllegalArgumentException when a number is not finite or the period is not above 0
     */
    public Waveform {
        if (!Double.isFinite(start) || !Double.isFinite(end)) {
            throw new IllegalArgumentException(
                    "a waveform goes between finite numbers, but these are " + start + " and " + end);
        }
        if (!(periodSeconds > 0) || Double.isInfinite(periodSeconds)) {
            throw new IllegalArgumentException(
                    "a waveform's period is finite and above 0 seconds, but this is " + periodSeconds);
        }
    }

    /** Always the same number. */
    public static Waveform constant(double value) {
        return new Waveform(Shape.CONSTANT, value, value, 1);
    }

    /**
     * Reads what is written.
     *
     * @throws IllegalArgumentException when it is no waveform; the message says what one looks like
     */
    public static Waveform parse(String text) {
        String[] parts = text.split(":", -1);
        try {
            if (parts.length == 1) {
                return constant(Double.parseDouble(text));
            }
            Shape shape = Shape.valueOf(parts[0].toUpperCase(Locale.ROOT));
            if (parts.length == 4 && shape != Shape.CONSTANT) {
                return new Waveform(
                        shape, Double.parseDouble(parts[1]), Double.parseDouble(parts[2]), seconds(parts[3]));
            }
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(problem(text), wrong);
        }
        throw new IllegalArgumentException(problem(text));
    }

    /** Its value so many seconds after its beginning. */
    public double at(double seconds) {
        double phase = seconds / periodSeconds;
        double part = phase - StrictMath.floor(phase);
        return switch (shape) {
            case CONSTANT -> start;
            case OSCILLATE -> start + (end - start) * (1 - StrictMath.cos(2 * StrictMath.PI * part)) / 2;
            case RAMP -> phase >= 1 ? end : start + (end - start) * phase;
            case RAMPRESET -> start + (end - start) * part;
            case SQUAREWAVE -> part < 0.5 ? start : end;
        };
    }

    /** As it is written. */
    @Override
    public String toString() {
        return shape == Shape.CONSTANT
                ? String.valueOf(start)
                : shape.name().toLowerCase(Locale.ROOT) + ":" + start + ":" + end + ":" + periodSeconds;
    }

    private static double seconds(String text) {
        Matcher period = PERIOD.matcher(text);
        if (!period.matches()) {
            throw new IllegalArgumentException(text);
        }
        double number = Double.parseDouble(period.group(1));
        return switch (period.group(2)) {
            case "ms" -> number / 1000;
            case "m" -> number * 60;
            case "h" -> number * 3600;
            default -> number;
        };
    }

    private static String problem(String text) {
        return "\"" + text + "\" is neither a number nor oscillate, ramp, rampreset or squarewave:start:end:period,"
                + " such as ramp:0:20:30s";
    }
}
