package io.llmlb.prometheus.vllm;

import io.llmlb.core.Endpoint;
import io.llmlb.core.FailureKind;
import io.llmlb.core.LlmlbException;
import io.llmlb.core.MemberId;
import io.llmlb.core.observe.MetricsSource;
import io.llmlb.core.observe.Needs;
import io.llmlb.core.observe.Observation;
import io.llmlb.core.observe.SampleWindow;
import io.llmlb.prometheus.PrometheusException;
import io.llmlb.prometheus.Reply;
import io.llmlb.prometheus.Transport;
import io.llmlb.prometheus.scrape.Exposition;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Samples of a model's servers, asked of each server itself. A call brings one sample of each series, at the time the
 * server answered; who wants rates keeps them and adds the next ones ({@link Observation#plus}).
 *
 * <p>A server that fails, or is late, is missing and noted.
 */
public final class ScrapeMetricsSource implements MetricsSource {
    private static final int LARGEST = 16 << 20;
    private static final int THREADS = 16;
    private static final Duration IDLE = Duration.ofSeconds(10);

    private final String model;
    private final Transport transport;
    private final InstantSource clock;
    private final Duration deadline;
    private final String scheme;
    private final String path;
    private final int port;
    private final ExecutorService threads;

    private ScrapeMetricsSource(Builder builder) {
        this.model = builder.model;
        this.transport = builder.transport.clock(builder.clock).limit(LARGEST).build();
        this.clock = builder.clock;
        this.deadline = builder.deadline;
        this.scheme = builder.scheme;
        this.path = builder.path;
        this.port = builder.port;
        this.threads = threads();
    }

    /**
     * A source of the metrics of one model.
     *
     * @param model the name under which vLLM serves the model, the label {@code model_name}; series with another one, or
     *     without it, are passed over
     */
    public static Builder builder(String model) {
        return new Builder(model);
    }

    /**
     * {@inheritDoc}
     *
     * @throws PrometheusException UNREACHABLE when every server failed, with the first one's failure
     */
    @Override
    public Observation observe(Set<MemberId> members, Needs needs) {
        Set<String> names = new HashSet<>(VllmMetric.seriesNames(needs));
        Members byEndpoint = new Members(members, this::endpoint);
        List<MemberId> asked = byEndpoint.distinct();
        List<String> notes = new ArrayList<>();
        byEndpoint.noteShared(notes);
        if (names.isEmpty() || asked.isEmpty()) {
            return new Observation(clock.instant(), Map.of(), true, notes);
        }
        long end = System.nanoTime() + deadline.toNanos();
        List<Callable<SampleWindow>> scrapes = new ArrayList<>();
        asked.forEach(member -> scrapes.add(() -> scrape(member, names, end)));
        Map<MemberId, SampleWindow> windows = new HashMap<>();
        List<MemberId> without = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        List<Future<SampleWindow>> answers = all(scrapes);
        for (int i = 0; i < asked.size(); i++) {
            try {
                SampleWindow window = answers.get(i).get();
                if (window.isEmpty()) {
                    without.add(asked.get(i));
                } else {
                    windows.put(asked.get(i), window);
                }
            } catch (CancellationException late) {
                failures.add(asked.get(i) + ": no answer within " + deadline.toMillis() + " ms");
            } catch (ExecutionException failed) {
                failures.add(sentence(asked.get(i), failed.getCause()));
            } catch (InterruptedException interrupted) {
                throw interrupted(interrupted);
            }
        }
        if (failures.size() == asked.size()) {
            throw new PrometheusException(
                    FailureKind.UNREACHABLE,
                    "metrics of " + Members.few(asked),
                    "no server answered; the first: " + failures.get(0),
                    "");
        }
        failures.forEach(failure -> notes.add("no metrics of " + failure));
        if (!without.isEmpty()) {
            notes.add("no metrics of model " + model + " for " + Members.few(without));
        }
        return new Observation(clock.instant(), windows, true, notes);
    }

    private SampleWindow scrape(MemberId member, Set<String> names, long end) {
        URI uri = URI.create(scheme + "://" + endpoint(member) + path);
        Reply reply = transport.get(uri, Duration.ofNanos(Math.max(1, end - System.nanoTime())));
        if (reply.status() != 200) {
            throw transport.refusal(uri, reply);
        }
        TargetSamples samples = new TargetSamples();
        Exposition.read(reply.body(), Transport.place(uri), names::contains, sample -> {
            if (model.equals(sample.labels().get("model_name"))) {
                samples.add(sample.name(), sample.labels(), reply.headersAt(), sample.value());
            }
        });
        return TargetSamples.window(List.of(samples));
    }

    private Endpoint endpoint(MemberId member) {
        return new Endpoint(member.address(), port > 0 ? port : member.port());
    }

    private List<Future<SampleWindow>> all(List<Callable<SampleWindow>> scrapes) {
        try {
            return threads.invokeAll(scrapes, deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        }
    }

    private static PrometheusException interrupted(InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return new PrometheusException(
                FailureKind.UNREACHABLE, "metrics", "interrupted while scraping", "", interrupted);
    }

    private static String sentence(MemberId member, @Nullable Throwable failure) {
        if (failure instanceof LlmlbException known) {
            return known.getMessage() == null ? member.toString() : known.getMessage();
        }
        throw new IllegalStateException("scraping " + member + " failed in an unknown way", failure);
    }

    /** Threads that end when they are idle, so that a source need not be closed. */
    private static ExecutorService threads() {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE.toSeconds(), TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "llmlb-scrape");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Collects settings; not for use by several threads. */
    public static final class Builder {
        private final String model;
        private final Transport.Builder transport = Transport.builder();
        private InstantSource clock = InstantSource.system();
        private Duration deadline = Duration.ofSeconds(2);
        private String scheme = "http";
        private String path = "/metrics";
        private int port;

        private Builder(String model) {
            this.model = model;
        }

        /** The time for a whole call, all servers together; 2 seconds unless said. */
        public Builder deadline(Duration wholeCall) {
            if (wholeCall.isNegative() || wholeCall.isZero()) {
                throw new IllegalArgumentException("a deadline is positive, but this is " + wholeCall);
            }
            deadline = wholeCall;
            return this;
        }

        /** The port of the metrics on every server, where it is not the member's own. */
        public Builder port(int metricsPort) {
            if (metricsPort < 1 || metricsPort > 65535) {
                throw new IllegalArgumentException("a port is 1 to 65535, but this is " + metricsPort);
            }
            port = metricsPort;
            return this;
        }

        /** The path of the metrics; {@code /metrics} unless said. */
        public Builder path(String metricsPath) {
            if (!metricsPath.startsWith("/")) {
                throw new IllegalArgumentException("a path begins with a slash, but this is \"" + metricsPath + "\"");
            }
            path = URI.create(metricsPath).toString();
            return this;
        }

        /** Whether the servers speak TLS; not unless said. */
        public Builder tls(boolean tls) {
            scheme = tls ? "https" : "http";
            return this;
        }

        /** A file that holds a bearer token for the servers. */
        public Builder tokenFile(Path file) {
            transport.tokenFile(file);
            return this;
        }

        /** A file of PEM certificates of authorities to trust too. */
        public Builder caFile(Path file) {
            transport.caFile(file);
            return this;
        }

        /** The clock that stamps the samples. */
        public Builder clock(InstantSource source) {
            clock = source;
            return this;
        }

        /**
         * The source.
         *
         * @throws PrometheusException INVALID when a file of authorities cannot be read
         */
        public ScrapeMetricsSource build() {
            return new ScrapeMetricsSource(this);
        }
    }
}
