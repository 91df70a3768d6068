package io.llmlb.core.observe;

/**
 * Tells one time series of a server from its others.
 *
 * @param signal what it means
 * @param part which part of the signal
 * @param le the bucket's upper bound, inclusive, may be +Inf; NaN unless {@code part} is {@link Part#BUCKET}
 * @param labels whatever else tells the series of one part apart, such as {@code engine="0"}; may be empty. Opaque
 */
public record SeriesKey(Signal signal, Part part, double le, String labels) {
    /** Which part of a signal a series carries. */
    public enum Part {
        /** A gauge's or counter's value. */
        VALUE,
        /** A histogram's sum of observations. */
        SUM,
        /** A histogram's number of observations. */
        COUNT,
        /** A histogram's number of observations up to {@code le}. */
        BUCKET
    }

    /** The series of a gauge or counter. */
    public static SeriesKey value(Signal signal, String labels) {
        return new SeriesKey(signal, Part.VALUE, Double.NaN, labels);
    }

    /** The sum of a histogram. */
    public static SeriesKey sum(Signal signal, String labels) {
        return new SeriesKey(signal, Part.SUM, Double.NaN, labels);
    }

    /** The number of observations of a histogram. */
    public static SeriesKey count(Signal signal, String labels) {
        return new SeriesKey(signal, Part.COUNT, Double.NaN, labels);
    }

    /** One bucket of a histogram. */
    public static SeriesKey bucket(Signal signal, double le, String labels) {
        return new SeriesKey(signal, Part.BUCKET, le, labels);
    }
}
