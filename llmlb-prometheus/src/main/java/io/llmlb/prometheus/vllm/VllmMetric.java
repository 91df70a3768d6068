package io.llmlb.prometheus.vllm;

import io.llmlb.core.observe.Needs;
import io.llmlb.core.observe.SeriesKey.Part;
import io.llmlb.core.observe.Signal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which metric of vLLM carries a signal. {@link #ALL} is the one list of them, for the sources and for documentation.
 *
 * <p>Names change: {@code kv_cache_usage_perc} was {@code gpu_cache_usage_perc} up to 0.8, both were exposed in 0.9 and
 * 0.10; {@code inter_token_latency_seconds} was {@code time_per_output_token_seconds} before 0.11. Where a server exposes
 * both, today's name counts and the older one is passed over; they are never added.
 *
 * @param signal the signal
 * @param names the names as exposed, without {@code _bucket}, {@code _sum} or {@code _count}; today's first, then older
 *     ones
 */
public record VllmMetric(Signal signal, List<String> names) {
    /** Every signal, in the order of {@link Signal}. */
    public static final List<VllmMetric> ALL = List.of(
            new VllmMetric(Signal.RUNNING, List.of("vllm:num_requests_running")),
            new VllmMetric(Signal.WAITING, List.of("vllm:num_requests_waiting")),
            new VllmMetric(Signal.KV_CACHE_USAGE, List.of("vllm:kv_cache_usage_perc", "vllm:gpu_cache_usage_perc")),
            new VllmMetric(Signal.PROMPT_TOKENS, List.of("vllm:prompt_tokens_total")),
            new VllmMetric(Signal.GENERATION_TOKENS, List.of("vllm:generation_tokens_total")),
            new VllmMetric(Signal.FINISHED, List.of("vllm:request_success_total")),
            new VllmMetric(Signal.PREEMPTIONS, List.of("vllm:num_preemptions_total")),
            // A histogram in spite of its name.
            new VllmMetric(Signal.STEP_TOKENS, List.of("vllm:iteration_tokens_total")),
            new VllmMetric(
                    Signal.QUEUE_TIME, List.of("vllm:request_queue_time_seconds", "vllm:time_in_queue_requests")),
            new VllmMetric(Signal.TIME_TO_FIRST_TOKEN, List.of("vllm:time_to_first_token_seconds")),
            new VllmMetric(
                    Signal.INTER_TOKEN_LATENCY,
                    List.of("vllm:inter_token_latency_seconds", "vllm:time_per_output_token_seconds")));

    /**
     * The labels by which a server tells its own series apart. Every other label but {@code le} names the target or the
     * model: an unknown one is taken for the target's, since adding up two targets would be worse than noticing two.
     */
    static final Set<String> SERIES_LABELS = Set.of("engine", "finished_reason", "finish_reason");

    private static final Map<String, Carrier> CARRIERS = carriers();

    /** Copies the list. */
    public VllmMetric {
        names = List.copyOf(names);
    }

    /** What one exposed series means; a lower rank is a newer name. */
    record Carrier(Signal signal, Part part, int rank) {}

    /** The exposed names of all series of this signal, with the older ones. */
    List<String> seriesNames(boolean buckets) {
        List<String> all = new ArrayList<>();
        for (String name : names) {
            if (signal.form() != Signal.Form.HISTOGRAM) {
                all.add(name);
                continue;
            }
            all.add(name + "_sum");
            all.add(name + "_count");
            if (buckets) {
                all.add(name + "_bucket");
            }
        }
        return all;
    }

    /** The exposed names of all series that are needed, in the order of the catalogue. */
    static List<String> seriesNames(Needs needs) {
        return ALL.stream()
                .filter(metric -> needs.signals().contains(metric.signal))
                .flatMap(metric -> metric.seriesNames(needs.buckets().contains(metric.signal)).stream())
                .toList();
    }

    /** What a series of this name means; empty when it carries no signal. */
    static Optional<Carrier> carrier(String seriesName) {
        return Optional.ofNullable(CARRIERS.get(seriesName));
    }

    private static Map<String, Carrier> carriers() {
        Map<String, Carrier> carriers = new HashMap<>();
        for (VllmMetric metric : ALL) {
            for (int rank = 0; rank < metric.names.size(); rank++) {
                String name = metric.names.get(rank);
                if (metric.signal.form() != Signal.Form.HISTOGRAM) {
                    carriers.put(name, new Carrier(metric.signal, Part.VALUE, rank));
                    continue;
                }
                carriers.put(name + "_sum", new Carrier(metric.signal, Part.SUM, rank));
                carriers.put(name + "_count", new Carrier(metric.signal, Part.COUNT, rank));
                carriers.put(name + "_bucket", new Carrier(metric.signal, Part.BUCKET, rank));
            }
        }
        return carriers;
    }
}
