package io.llmlb.sim.model.vllm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;

class RegistryProperties {
    private static final Pattern BUCKET = Pattern.compile("h_bucket\\{le=\"(.+)\"} (.+)");

    @Property
    void aBucketCountsAllThatIsNotAboveItsBound(
            @ForAll @Size(max = 50) List<@DoubleRange(min = 0, max = 100) Double> values) {
        Histogram histogram = new Histogram(Buckets.tokenSeconds());
        values.forEach(histogram::observe);
        Registry registry = new Registry(true);
        registry.histogram("h", "Help.");
        registry.add(Map.of(), histogram);
        String text = registry.text();
        int buckets = 0;
        for (Matcher bucket = BUCKET.matcher(text); bucket.find(); buckets++) {
            double bound =
                    bucket.group(1).equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bucket.group(1));
            long below = values.stream().filter(value -> value <= bound).count();
            assertThat(Double.parseDouble(bucket.group(2))).isEqualTo((double) below);
        }
        assertThat(buckets).isEqualTo(Buckets.tokenSeconds().length + 1);
        assertThat(text).contains("h_count " + PythonFloat.text(values.size()) + "\n");
        assertThat(histogram.sum())
                .isEqualTo(values.stream().mapToDouble(Double::doubleValue).sum(), within(1e-6));
    }
}
