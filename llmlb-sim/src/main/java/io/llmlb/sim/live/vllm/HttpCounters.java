package io.llmlb.sim.live.vllm;

import java.util.Map;
import java.util.TreeMap;

/** {@code http_requests_total}, as prometheus-fastapi-instrumentator counts it for vLLM. */
final class HttpCounters {
    private final Map<String, Long> counts = new TreeMap<>();

    /**
     * Counts an answer.
     *
     * @param handler the path when there is such a handler, else {@code none}
     */
    void count(String handler, String method, int status) {
        counts.merge(
                "{handler=\"" + handler + "\",method=\"" + method + "\",status=\"" + status / 100 + "xx\"}",
                1L,
                Long::sum);
    }

    String exposition() {
        StringBuilder text = new StringBuilder("""
                # HELP http_requests_total Total number of requests by method, status and handler.
                # TYPE http_requests_total counter
                """);
        counts.forEach((labels, count) -> text.append("http_requests_total")
                .append(labels)
                .append(' ')
                .append(count)
                .append(".0\n"));
        return text.toString();
    }
}
