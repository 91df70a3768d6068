package io.llmlb.prometheus.scrape;

import java.util.Map;

/**
 * One line of an exposition. The time that a line may carry is left out: a scraper stamps samples itself.
 *
 * @param name the series' name, such as {@code vllm:num_requests_running}
 * @param labels its labels, without the name
 * @param value may be NaN or infinite
 */
public record ExpositionSample(String name, Map<String, String> labels, double value) {
    /** Copies the map. */
    public ExpositionSample {
        labels = Map.copyOf(labels);
    }
}
