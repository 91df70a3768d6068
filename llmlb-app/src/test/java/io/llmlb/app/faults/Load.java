package io.llmlb.app.faults;

import io.llmlb.core.MemberId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** How many requests wait at each server, in the members' order, and since when. */
final class Load {
    private final NavigableMap<Instant, List<Integer>> waiting = new ConcurrentSkipListMap<>();

    Load(Instant from, List<Integer> waiting) {
        this.waiting.put(from, waiting);
    }

    void change(Instant from, List<Integer> now) {
        waiting.put(from, now);
    }

    List<Integer> at(Instant time) {
        Map.Entry<Instant, List<Integer>> then = waiting.floorEntry(time);
        return (then == null ? waiting.firstEntry() : then).getValue();
    }

    /** The share of a server by the article's law, {@code 1 / (1 + waiting)}. */
    static double share(List<Integer> waiting, int server) {
        double sum = waiting.stream().mapToDouble(Load::weight).sum();
        return weight(waiting.get(server)) / sum;
    }

    private static double weight(int waiting) {
        return 1.0 / (1 + waiting);
    }

    /** A page of metrics as vLLM has it. */
    static String page(String model, String waiting, long requests) {
        String labels = "{engine=\"0\",model_name=\"" + model + "\"";
        StringBuilder page = new StringBuilder();
        page.append("# TYPE vllm:num_requests_running gauge\n");
        page.append("vllm:num_requests_running").append(labels).append("} 8.0\n");
        page.append("vllm:num_requests_waiting")
                .append(labels)
                .append("} ")
                .append(waiting)
                .append('\n');
        page.append("vllm:kv_cache_usage_perc").append(labels).append("} 0.3\n");
        for (String bound : List.of("0.3", "1.0", "+Inf")) {
            page.append("vllm:request_queue_time_seconds_bucket")
                    .append(labels)
                    .append(",le=\"" + bound + "\"} ")
                    .append(requests)
                    .append('\n');
        }
        page.append("vllm:request_queue_time_seconds_sum")
                .append(labels)
                .append("} ")
                .append(requests * 0.1)
                .append('\n');
        page.append("vllm:request_queue_time_seconds_count")
                .append(labels)
                .append("} ")
                .append(requests)
                .append('\n');
        page.append("vllm:generation_tokens_total")
                .append(labels)
                .append("} ")
                .append(requests * 100)
                .append('\n');
        page.append("vllm:prompt_tokens_total")
                .append(labels)
                .append("} ")
                .append(requests * 300)
                .append('\n');
        page.append("vllm:request_success_total")
                .append(labels)
                .append(",finished_reason=\"stop\"} ")
                .append(requests)
                .append('\n');
        return page.toString();
    }

    /** One series of Prometheus' answer. */
    static String series(MemberId member, String model, Map<Instant, Integer> values) {
        StringBuilder json =
                new StringBuilder("{\"metric\":{\"__name__\":\"vllm:num_requests_waiting\",\"engine\":\"0\",");
        json.append("\"instance\":\"")
                .append(member.endpoint())
                .append("\",\"model_name\":\"")
                .append(model)
                .append("\"},\"values\":[");
        String separator = "";
        for (Map.Entry<Instant, Integer> value : values.entrySet()) {
            json.append(separator)
                    .append('[')
                    .append(value.getKey().getEpochSecond())
                    .append(",\"")
                    .append(value.getValue())
                    .append("\"]");
            separator = ",";
        }
        return json.append("]}").toString();
    }
}
