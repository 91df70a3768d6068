package io.llmlb.app.scale;

import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/**
 * The servers of one pool as a fluid: requests come in waves, go to the members by the ratios in force, and are served at
 * rates that differ threefold and change now and then, so that ratios have to change all the time. Every server is scraped
 * every 5 s, at a moment of its own.
 */
final class PlayedPool {
    static final int SCRAPE_SECONDS = 5;

    private static final int KEPT = 26;
    private static final int SLOTS = 24; // requests that a server works on at once
    private static final double LOAD = 0.75;
    private static final int PROMPT_TOKENS = 500;
    private static final int ANSWER_TOKENS = 200;

    /** What one scrape finds. */
    record Sample(long second, int running, int waiting, long finished) {}

    private final Pool pool;
    private final String model;
    private final Random random;
    private final double phase;
    private final int size;
    private final double[] speed;
    private final double[] slowed;
    private final double[] inside;
    private final double[] finished;
    private final double[] owed; // arrivals that the device has not counted yet, below 1
    private final Sample[][] samples;

    PlayedPool(Pool pool, String model, long seed) {
        this.pool = pool;
        this.model = model;
        random = new Random(seed);
        phase = random.nextDouble() * 2 * Math.PI;
        size = pool.members().size();
        speed = random.doubles(size, 1, 3).toArray();
        slowed = new double[size];
        inside = new double[size];
        finished = new double[size];
        owed = new double[size];
        samples = new Sample[size][KEPT];
    }

    String model() {
        return model;
    }

    /** A second passes. */
    synchronized void second(long now) {
        List<Member> members = pool.members();
        double ratios = members.stream().mapToInt(Member::ratio).sum();
        double capacity = 0;
        for (double one : speed) {
            capacity += one;
        }
        double arrivals = LOAD * capacity * (1 + 0.25 * Math.sin(now * 2 * Math.PI / 90 + phase));
        for (int i = 0; i < size; i++) {
            Member member = members.get(i);
            if (slowed[i] <= 0 && random.nextInt(600) == 0) {
                slowed[i] = 60; // at half its speed for a minute
            }
            slowed[i]--;
            double came = arrivals * member.ratio() / ratios;
            double served = speed[i] * (slowed[i] > 0 ? 0.5 : 1) * Math.min(1, inside[i] / SLOTS);
            double done = Math.min(inside[i] + came, served);
            inside[i] += came - done;
            finished[i] += done;
            owed[i] += came;
            for (; owed[i] >= 1; owed[i]--) {
                pool.requestStarted(member.fullPath(), 0);
                pool.requestEnded(member.fullPath(), 0);
            }
            if ((now + i) % SCRAPE_SECONDS == 0) {
                int running = (int) Math.min(SLOTS, Math.round(inside[i]));
                int waiting = (int) Math.max(0, Math.round(inside[i]) - SLOTS);
                System.arraycopy(samples[i], 0, samples[i], 1, KEPT - 1);
                samples[i][0] = new Sample(now, running, waiting, (long) finished[i]);
            }
        }
    }

    /** The answer to an instant query of a range selector, as Prometheus gives it. */
    synchronized String answer(List<String> names, Instant now, int rangeSeconds) {
        StringBuilder json = new StringBuilder(1 << 17);
        json.append("{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[");
        List<Member> members = pool.members();
        long oldest = now.getEpochSecond() - rangeSeconds;
        boolean first = true;
        for (String name : names) {
            List<String> reasons = name.equals("vllm:request_success_total")
                    ? List.of(
                            "\"finished_reason\":\"abort\",",
                            "\"finished_reason\":\"length\",",
                            "\"finished_reason\":\"stop\",")
                    : List.of("");
            for (int i = 0; i < size; i++) {
                for (String reason : reasons) {
                    if (samples[i][0] == null || !known(name)) {
                        continue;
                    }
                    json.append(first ? "" : ",");
                    first = false;
                    series(json, name, reason, i, members.get(i), oldest);
                }
            }
        }
        return json.append("]}}").toString();
    }

    private void series(StringBuilder json, String name, String reason, int i, Member member, long oldest) {
        json.append("{\"metric\":{\"__name__\":\"").append(name);
        json.append("\",\"container\":\"vllm\",\"endpoint\":\"http\",\"engine\":\"0\",")
                .append(reason);
        json.append("\"instance\":\"").append(member.address()).append(':').append(member.port());
        json.append("\",\"job\":\"")
                .append(model)
                .append("\",\"model_name\":\"")
                .append(model);
        json.append("\",\"namespace\":\"llm\",\"pod\":\"")
                .append(model)
                .append("-6b7f9c5d4-")
                .append(10_000 + i);
        json.append("\",\"service\":\"").append(model).append("\"},\"values\":[");
        int newest = KEPT - 1;
        while (newest >= 0 && (samples[i][newest] == null || samples[i][newest].second <= oldest)) {
            newest--;
        }
        for (int k = newest; k >= 0; k--) {
            Sample sample = samples[i][k];
            json.append('[').append(sample.second).append(",\"");
            value(json, name, reason, sample);
            json.append(k == 0 ? "\"]" : "\"],");
        }
        json.append("]}");
    }

    private static boolean known(String name) {
        return switch (name) {
            case "vllm:num_requests_running",
                    "vllm:num_requests_waiting",
                    "vllm:kv_cache_usage_perc",
                    "vllm:prompt_tokens_total",
                    "vllm:generation_tokens_total",
                    "vllm:num_preemptions_total",
                    "vllm:request_success_total" -> true;
            default -> false;
        };
    }

    private static void value(StringBuilder json, String name, String reason, Sample sample) {
        switch (name) {
            case "vllm:num_requests_running" -> json.append(sample.running);
            case "vllm:num_requests_waiting" -> json.append(sample.waiting);
            case "vllm:kv_cache_usage_perc" -> json.append("0.").append(10 + 80 * sample.running / SLOTS);
            case "vllm:prompt_tokens_total" -> json.append(sample.finished * PROMPT_TOKENS);
            case "vllm:generation_tokens_total" -> json.append(sample.finished * ANSWER_TOKENS);
            case "vllm:request_success_total" -> json.append(reason.contains("stop") ? sample.finished : 0);
            default -> json.append(0);
        }
    }
}
