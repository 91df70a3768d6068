package io.llmlb.prometheus.vllm;

import io.llmlb.core.observe.MetricsSource;

/** A source of vLLM's metrics that tells how it fares. */
public sealed interface VllmMetricsSource extends MetricsSource permits PrometheusMetricsSource, ScrapeMetricsSource {
    /** How this source fares now. Does not block, and may be called from any thread. */
    SourceHealth health();
}
