package io.llmlb.prometheus.vllm;

import io.llmlb.core.MemberId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

/**
 * A server of two engines whose metrics move by one seeded step with every scrape. Engine 0 restarts twice, engine 1
 * comes late and is away for a while; the queue time never sees an observation.
 */
final class ScriptedVllm implements AutoCloseable {
    private static final List<String> TTFT = List.of("0.001", "0.02", "0.1", "0.25", "1.0", "2.5", "10.0", "+Inf");
    private static final List<String> ITL = List.of("0.01", "0.025", "0.05", "0.075", "+Inf");

    private final String model;
    private final Random random;
    private final List<Engine> engines = new ArrayList<>();
    private final CountDownLatch scrapes;
    private final PageServer server;
    private int step;

    ScriptedVllm(String model, long seed, int scrapes) throws IOException {
        this.model = model;
        this.random = new Random(seed);
        this.scrapes = new CountDownLatch(scrapes);
        engines.add(new Engine());
        engines.add(new Engine());
        this.server = new PageServer("/metrics", 200, this::page);
    }

    private static final class Engine {
        private double prompt = 1000;
        private double generated;
        private double stopped;
        private double cut;
        private final Histogram ttft = new Histogram(TTFT);
        private final Histogram itl = new Histogram(ITL);
        private final Histogram queue = new Histogram(List.of("0.3", "0.5", "7680.0", "+Inf"));
    }

    private static final class Histogram {
        private final List<String> bounds;
        private final double[] counts;
        private double sum;

        Histogram(List<String> bounds) {
            this.bounds = bounds;
            this.counts = new double[bounds.size()];
        }

        void observe(double value) {
            sum += value;
            for (int i = 0; i < counts.length; i++) {
                String bound = bounds.get(i);
                if (bound.equals("+Inf") || value <= Double.parseDouble(bound)) {
                    counts[i]++;
                }
            }
        }
    }

    MemberId member() {
        return server.member();
    }

    /** Opens when it has been scraped as often as it was told. */
    CountDownLatch scraped() {
        return scrapes;
    }

    private synchronized String page() {
        step++;
        if (step == 9 || step == 17) {
            engines.set(0, new Engine());
        }
        StringBuilder page = new StringBuilder("# TYPE vllm:num_requests_running gauge\n");
        for (int i = 0; i < engines.size(); i++) {
            boolean away = i == 1 && (step < 5 || (step >= 13 && step <= 15));
            if (!away) {
                move(engines.get(i));
                write(page, engines.get(i), "engine=\"" + i + "\"");
            }
        }
        scrapes.countDown();
        return page.toString();
    }

    private void move(Engine engine) {
        engine.prompt += random.nextInt(5000);
        engine.generated += random.nextInt(300) * (double) random.nextInt(2);
        engine.stopped += random.nextInt(4);
        engine.cut += random.nextInt(10) / 9;
        for (int i = random.nextInt(6); i > 0; i--) {
            engine.ttft.observe(Math.exp(random.nextGaussian() * 2 - 2));
        }
        for (int i = random.nextInt(60); i > 0; i--) {
            engine.itl.observe(0.02 * Math.exp(random.nextGaussian()));
        }
    }

    private void write(StringBuilder page, Engine engine, String label) {
        line(page, "vllm:num_requests_running", label, random.nextInt(50));
        line(page, "vllm:kv_cache_usage_perc", label, random.nextDouble());
        line(page, "vllm:prompt_tokens_total", label, engine.prompt);
        line(page, "vllm:generation_tokens_total", label, engine.generated);
        line(page, "vllm:num_preemptions_total", label, 0);
        line(page, "vllm:request_success_total", label + ",finished_reason=\"stop\"", engine.stopped);
        line(page, "vllm:request_success_total", label + ",finished_reason=\"length\"", engine.cut);
        histogram(page, "vllm:time_to_first_token_seconds", label, engine.ttft);
        histogram(page, "vllm:inter_token_latency_seconds", label, engine.itl);
        histogram(page, "vllm:request_queue_time_seconds", label, engine.queue);
    }

    private void histogram(StringBuilder page, String name, String label, Histogram histogram) {
        for (int i = 0; i < histogram.counts.length; i++) {
            line(page, name + "_bucket", label + ",le=\"" + histogram.bounds.get(i) + "\"", histogram.counts[i]);
        }
        line(page, name + "_sum", label, histogram.sum);
        line(page, name + "_count", label, histogram.counts[histogram.counts.length - 1]);
    }

    private void line(StringBuilder page, String name, String labels, double value) {
        page.append(name)
                .append('{')
                .append(labels)
                .append(",model_name=\"")
                .append(model)
                .append("\"} ");
        page.append(value).append('\n');
    }

    @Override
    public void close() {
        server.close();
    }
}
