package io.llmlb.prometheus.query;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a query came to, in one of PromQL's four shapes, with what the server remarked. */
public sealed interface QueryResult {
    /** What came with the result. */
    Remarks remarks();

    /** One value for each series, at one time. */
    record Vector(List<Sample> samples, Remarks remarks) implements QueryResult {
        /** Copies the list. */
        public Vector {
            samples = List.copyOf(samples);
        }
    }

    /** Several values for each series. */
    record Matrix(List<Series> series, Remarks remarks) implements QueryResult {
        /** Copies the list. */
        public Matrix {
            series = List.copyOf(series);
        }
    }

    /** A number without labels. */
    record Scalar(Point point, Remarks remarks) implements QueryResult {}

    /** A text. */
    record StringResult(Instant at, String value, Remarks remarks) implements QueryResult {}

    /**
     * A value and its time.
     *
     * @param at to the millisecond
     * @param value may be NaN or infinite
     */
    record Point(Instant at, double value) {}

    /** A series' value in a vector. */
    record Sample(Map<String, String> labels, Point point) {
        /** Copies the map. */
        public Sample {
            labels = Map.copyOf(labels);
        }
    }

    /** A series' values in a matrix, in the order of time. */
    record Series(Map<String, String> labels, List<Point> points) {
        /** Copies map and list. */
        public Series {
            labels = Map.copyOf(labels);
            points = List.copyOf(points);
        }
    }

    /**
     * What came with a result.
     *
     * @param warnings reasons to fear that the result is not complete
     * @param infos hints that do not touch the result's completeness; also how many native histograms were left out
     * @param serverTime the server's clock when it answered, to the second below, or null when it did not tell
     */
    record Remarks(
            List<String> warnings,
            List<String> infos,
            @Nullable Instant serverTime) {
        /** Copies the lists. */
        public Remarks {
            warnings = List.copyOf(warnings);
            infos = List.copyOf(infos);
        }

        /** The server's clock when it answered. */
        public Optional<Instant> date() {
            return Optional.ofNullable(serverTime);
        }
    }

    /** Reasons to fear that the result is not complete. */
    default List<String> warnings() {
        return remarks().warnings();
    }

    /** Hints that do not touch the result's completeness. */
    default List<String> infos() {
        return remarks().infos();
    }
}
