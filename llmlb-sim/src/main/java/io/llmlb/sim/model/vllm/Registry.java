package io.llmlb.sim.model.vllm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Metric families and their text format 0.0.4, as Python's prometheus_client writes it: a counter's name ends in
 * {@code _total} in its HELP and TYPE too, and the {@code _created} series of counters and histograms are families of
 * gauges after their own. Not thread-safe.
 */
final class Registry {
    /** What stands behind one set of labels. */
    private interface Series {
        boolean used();

        void write(StringBuilder text);
    }

    private record Family(String name, String type, String help, List<Series> series, List<String> created) {}

    private final boolean unusedToo;
    private final List<Family> families = new ArrayList<>();

    /**
     * @param unusedToo whether series are told of that were never set or observed
     */
    Registry(boolean unusedToo) {
        this.unusedToo = unusedToo;
    }

    /** Begins a family of gauges. */
    void gauge(String name, String help) {
        families.add(new Family(name, "gauge", help, new ArrayList<>(), new ArrayList<>()));
    }

    /** Begins a family of counters; {@code name} is without {@code _total}. */
    void counter(String name, String help) {
        families.add(new Family(name + "_total", "counter", help, new ArrayList<>(), new ArrayList<>()));
    }

    /** Begins a family of histograms. */
    void histogram(String name, String help) {
        families.add(new Family(name, "histogram", help, new ArrayList<>(), new ArrayList<>()));
    }

    /** Adds a gauge or counter to the family begun last; one value can stand under several names. */
    void add(Map<String, String> labels, Value value) {
        Family family = families.get(families.size() - 1);
        family.series.add(new ValueSeries(family.name + braces(labels), value));
        if (family.type.equals("counter")) {
            String base = family.name.substring(0, family.name.length() - "_total".length());
            family.created.add(base + "_created" + braces(labels));
        }
    }

    /** Adds a histogram to the family begun last. */
    void add(Map<String, String> labels, Histogram histogram) {
        Family family = families.get(families.size() - 1);
        family.series.add(new HistogramSeries(family.name, labels, histogram));
        family.created.add(family.name + "_created" + braces(labels));
    }

    /** Everything, without {@code _created} series. */
    String text() {
        return text(Double.NaN);
    }

    /**
     * Everything.
     *
     * @param created value of the {@code _created} series; NaN for none of them
     */
    String text(double created) {
        StringBuilder text = new StringBuilder(65_536);
        for (Family family : families) {
            head(text, family.name, family.type, family.help);
            for (Series series : family.series) {
                if (unusedToo || series.used()) {
                    series.write(text);
                }
            }
            if (!Double.isNaN(created) && !family.created.isEmpty()) {
                String first = family.created.get(0);
                int brace = first.indexOf('{');
                head(text, brace < 0 ? first : first.substring(0, brace), "gauge", family.help);
                family.created.forEach(name -> line(text, name, created));
            }
        }
        return text.toString();
    }

    private static void head(StringBuilder text, String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
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

    private record ValueSeries(String name, Value value) implements Series {
        @Override
        public boolean used() {
            return value.used();
        }

        @Override
        public void write(StringBuilder text) {
            line(text, name, value.shown());
        }
    }

    private static final class HistogramSeries implements Series {
        private final String count;
        private final String sum;
        private final String[] buckets;
        private final Histogram histogram;

        HistogramSeries(String name, Map<String, String> labels, Histogram histogram) {
            this.count = name + "_count" + braces(labels);
            this.sum = name + "_sum" + braces(labels);
            this.histogram = histogram;
            this.buckets = new String[histogram.buckets()];
            SortedMap<String, String> withBound = new TreeMap<>(labels);
            for (int i = 0; i < buckets.length; i++) {
                withBound.put("le", PythonFloat.text(histogram.bound(i)));
                buckets[i] = name + "_bucket" + braces(withBound);
            }
        }

        @Override
        public boolean used() {
            return histogram.used();
        }

        @Override
        public void write(StringBuilder text) {
            long cumulative = 0;
            for (int i = 0; i < buckets.length; i++) {
                cumulative += histogram.count(i);
                line(text, buckets[i], (double) cumulative);
            }
            line(text, count, (double) cumulative);
            line(text, sum, histogram.sum());
        }
    }
}
