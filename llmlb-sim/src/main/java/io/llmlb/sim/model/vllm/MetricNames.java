package io.llmlb.sim.model.vllm;

/** Which generation of vLLM's metric names a server exposes. */
public enum MetricNames {
    /** The old engine, as of vLLM 0.8: no label {@code engine}, no {@code _created}, series appear with traffic. */
    V0,
    /** The V1 engine of vLLM 0.9 and 0.10: {@code gpu_cache_usage_perc} beside its successor, old token latencies. */
    V1_EARLY,
    /** The V1 engine of today (2026). */
    V1
}
