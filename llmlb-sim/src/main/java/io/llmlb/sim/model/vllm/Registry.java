package io.llmlb.sim.model.vllm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Metrics and their text format 0.0.4, as Python's prometheus_client writes it. Not thread-safe. */
final class Registry {
    private record Family(String type, String help, List<Series> series) {}

    private interface Series {
        void write(StringBuilder text);
    }

    private final Map<String, Family> families = new LinkedHashMap<>();

    Value gauge(String name, String help, Map<String, String> labels) {
        return add(name, "gauge", help, new Value(name + braces(labels)));
    }

    /** A counter; {@code name} is the exposed one, with {@code _total}. */
    Value counter(String name, String help, Map<String, String> labels) {
        return add(name, "counter", help, new Value(name + braces(labels)));
    }

    Histogram histogram(String name, String help, Map<String, String> labels, double... bounds) {
        return add(name, "histogram", help, new Histogram(name, labels, bounds));
    }

    String text() {
        StringBuilder text = new StringBuilder(16_384);
        families.forEach((name, family) -> {
            text.append("# HELP ").append(name).append(' ').append(family.help).append('\n');
            text.append("# TYPE ").append(name).append(' ').append(family.type).append('\n');
            family.series.forEach(series -> series.write(text));
        });
        return text.toString();
    }

    private <S extends Series> S add(String name, String type, String help, S series) {
        families.computeIfAbsent(name, n -> new Family(type, help, new ArrayList<>()))
                .series
                .add(series);
        return series;
    }

    private static String braces(Map<String, String> labels) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(labels).forEach((name, value) -> {
            String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
            text.append(text.length() == 0 ? "{" : ",").append(name).append("=\"");
            text.append(escaped).append('"');
        });
        return text.length() == 0 ? "" : text.append('}').toString();
    }

    private static void line(StringBuilder text, String series, double value) {
        text.append(series).append(' ').append(PythonFloat.text(value)).append('\n');
    }

    /** A gauge or a counter. */
    static final class Value implements Series {
        private final String series;
        private double value;

        private Value(String series) {
            this.series = series;
        }

        void set(double to) {
            value = to;
        }

        void add(double more) {
            value += more;
        }

        @Override
        public void write(StringBuilder text) {
            line(text, series, value);
        }
    }

    /** Counts by bucket, their sum and number. */
    static final class Histogram implements Series {
        private final String count;
        private final String sum;
        private final String[] buckets;
        private final double[] bounds;
        private final long[] counts;
        private double total;

        private Histogram(String name, Map<String, String> labels, double[] bounds) {
            this.count = name + "_count" + braces(labels);
            this.sum = name + "_sum" + braces(labels);
            this.bounds = bounds.clone();
            this.counts = new long[bounds.length + 1];
            this.buckets = new String[counts.length];
            SortedMap<String, String> withBound = new TreeMap<>(labels);
            for (int i = 0; i < buckets.length; i++) {
                withBound.put("le", PythonFloat.text(i < bounds.length ? bounds[i] : Double.POSITIVE_INFINITY));
                buckets[i] = name + "_bucket" + braces(withBound);
            }
        }

        void observe(double value) {
            observe(value, 1);
        }

        void observe(double value, int times) {
            int i = 0;
            while (i < bounds.length && value > bounds[i]) {
                i++;
            }
            counts[i] += times;
            total += value * times;
        }

        @Override
        public void write(StringBuilder text) {
            long cumulative = 0;
            for (int i = 0; i < buckets.length; i++) {
                cumulative += counts[i];
                line(text, buckets[i], (double) cumulative);
            }
            line(text, count, (double) cumulative);
            line(text, sum, total);
        }
    }
}
