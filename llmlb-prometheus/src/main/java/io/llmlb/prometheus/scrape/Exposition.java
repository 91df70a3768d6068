package io.llmlb.prometheus.scrape;

import io.llmlb.core.FailureKind;
import io.llmlb.prometheus.PrometheusException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads Prometheus' text format 0.0.4, line by line; the end mark and exemplars of OpenMetrics are passed over. Comments,
 * types and times are left out.
 */
public final class Exposition {
    private static final int LIMIT = 16 << 20;
    private static final int LONGEST_LINE = 1 << 20;

    private Exposition() {}

    /**
     * Reads samples until the text ends.
     *
     * @param text UTF-8, at most 16 MB; not closed
     * @param place where the text is from, for messages
     * @param names which series are wanted; lines of others are only looked at up to the name's end
     * @param samples gets the wanted ones in their order
     * @throws PrometheusException INVALID with the line's number when a line is none of this format, or there is too
     *     much; UNREACHABLE when the stream breaks
     */
    public static void read(
            InputStream text, String place, Predicate<String> names, Consumer<ExpositionSample> samples) {
        Lines lines = new Lines(text, place);
        try {
            for (String line = lines.next(); line != null; line = lines.next()) {
                SampleLine parser = new SampleLine(line);
                if (parser.isBlankOrComment()) {
                    continue;
                }
                try {
                    String name = parser.name();
                    if (names.test(name)) {
                        samples.accept(parser.rest(name));
                    }
                } catch (SampleLine.Malformed malformed) {
                    throw lines.invalid(String.valueOf(malformed.getMessage()));
                }
            }
        } catch (IOException broken) {
            throw new PrometheusException(
                    FailureKind.UNREACHABLE, place, "the metrics end too early: " + broken.getMessage(), "", broken);
        }
    }

    /** Lines of bounded length out of a text of bounded length; ends at LF, CR before it is cut off. */
    private static final class Lines {
        private final InputStream in;
        private final String place;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        private int number;
        private int total;

        Lines(InputStream in, String place) {
            this.in = new BufferedInputStream(in, 1 << 13);
            this.place = place;
        }

        @Nullable
        String next() throws IOException {
            line.reset();
            number++;
            int b = in.read();
            if (b < 0) {
                return null;
            }
            for (; b >= 0 && b != '\n'; b = in.read()) {
                line.write(b);
                if (++total > LIMIT || line.size() > LONGEST_LINE) {
                    throw invalid(total > LIMIT ? "more than 16 MB of metrics" : "a line of more than 1 MB");
                }
            }
            total++;
            String text = line.toString(StandardCharsets.UTF_8);
            return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        }

        PrometheusException invalid(String what) {
            return new PrometheusException(
                    FailureKind.INVALID,
                    place + ", line " + number,
                    what,
                    "Check the address: it should lead to a page of metrics");
        }
    }
}
