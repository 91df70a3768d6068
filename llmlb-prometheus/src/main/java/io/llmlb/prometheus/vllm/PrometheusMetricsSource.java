package io.llmlb.prometheus.vllm;

import io.llmlb.core.Endpoint;
import io.llmlb.core.FailureKind;
import io.llmlb.core.MemberId;
import io.llmlb.core.observe.MetricsSource;
import io.llmlb.core.observe.Needs;
import io.llmlb.core.observe.Observation;
import io.llmlb.core.observe.SampleWindow;
import io.llmlb.prometheus.PrometheusException;
import io.llmlb.prometheus.query.PromQl;
import io.llmlb.prometheus.query.PromQlClient;
import io.llmlb.prometheus.query.QueryResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Samples of a model's servers, out of Prometheus or Thanos. One instant query of a range selector brings the raw
 * samples with the times at which they were scraped; nothing is computed on the server.
 *
 * <p>A series belongs to the member whose address and port its {@code instance} names, however it is spelt. What is
 * ambiguous is left out and noted: members that share an address and port, and targets that deliver one series twice for
 * one member (replicas of Prometheus that are not deduplicated among them). Only a target that has plainly followed
 * another one on the same address takes its place. A warning of the server makes the observation incomplete.
 */
public final class PrometheusMetricsSource implements MetricsSource {
    private static final Duration SHORTEST_RANGE = Duration.ofSeconds(20);

    private final PromQlClient client;
    private final String model;
    private final List<String> matchers;
    private final Map<String, Endpoint> mapping;
    private final InstantSource clock;

    private PrometheusMetricsSource(Builder builder) {
        this.client = builder.client;
        this.model = builder.model;
        this.matchers = List.copyOf(builder.matchers);
        this.mapping = Map.copyOf(builder.mapping);
        this.clock = builder.clock;
    }

    /**
     * A source of the metrics of one model.
     *
     * @param client the server to ask
     * @param model the name under which vLLM serves the model, the label {@code model_name}
     */
    public static Builder builder(PromQlClient client, String model) {
        return new Builder(client, model);
    }

    /**
     * {@inheritDoc}
     *
     * @throws PrometheusException as {@link PromQlClient} does; of several queries none may fail
     */
    @Override
    public Observation observe(Set<MemberId> members, Needs needs) {
        List<String> names = VllmMetric.seriesNames(needs);
        if (names.isEmpty() || members.isEmpty()) {
            return Observation.empty(clock.instant());
        }
        Matched matched = new Matched(new Members(members, MemberId::endpoint), mapping);
        Set<String> warnings = new LinkedHashSet<>();
        Set<String> infos = new LinkedHashSet<>();
        ServerClock time = new ServerClock(clock);
        for (String selector : selectors(names, range(needs))) {
            if (!(client.query(selector) instanceof QueryResult.Matrix matrix)) {
                throw new PrometheusException(
                        FailureKind.INVALID,
                        client.toString(),
                        "a range selector was not answered with a matrix",
                        "Check the URL: it should lead to the API itself");
            }
            matrix.series().forEach(matched::add);
            warnings.addAll(matrix.warnings());
            infos.addAll(matrix.infos());
            time.told(matrix.remarks());
        }
        List<String> notes = new ArrayList<>();
        warnings.forEach(warning -> notes.add("warning of " + client + ": " + warning));
        infos.forEach(info -> notes.add("hint of " + client + ": " + info));
        Map<MemberId, SampleWindow> windows = matched.windows("metrics of model " + model, notes);
        Instant asOf = time.asOf(windows.values(), notes);
        return new Observation(asOf, windows, warnings.isEmpty(), notes);
    }

    /** As few selectors as can be sent; one, unless the client sends URLs and the names make a long one. */
    private List<String> selectors(List<String> names, Duration range) {
        String whole = selector(names, range);
        if (names.size() == 1 || client.fits(whole)) {
            return List.of(whole);
        }
        List<String> halves = new ArrayList<>(selectors(names.subList(0, names.size() / 2), range));
        halves.addAll(selectors(names.subList(names.size() / 2, names.size()), range));
        return halves;
    }

    private String selector(List<String> names, Duration range) {
        List<String> all = new ArrayList<>();
        // A plain alternation of whole names: Prometheus looks such ones up instead of matching every name there is.
        all.add(PromQl.anyOf("__name__", names));
        all.add(PromQl.equal("model_name", model));
        all.addAll(matchers);
        return "{" + String.join(",", all) + "}[" + range.toSeconds() + "s]";
    }

    private static Duration range(Needs needs) {
        Duration whole =
                Duration.ofSeconds(needs.range().toSeconds() + (needs.range().toNanosPart() > 0 ? 1 : 0));
        return whole.compareTo(SHORTEST_RANGE) < 0 ? SHORTEST_RANGE : whole;
    }

    /** Collects settings; not for use by several threads. */
    public static final class Builder {
        private final PromQlClient client;
        private final String model;
        private final List<String> matchers = new ArrayList<>();
        private Map<String, Endpoint> mapping = Map.of();
        private InstantSource clock = InstantSource.system();

        private Builder(PromQlClient client, String model) {
            this.client = client;
            this.model = model;
        }

        /** Only series with this label, such as {@code namespace}. */
        public Builder matcher(String label, String value) {
            matchers.add(PromQl.equal(label, value));
            return this;
        }

        /** Where the servers of instances are that do not say so themselves, or are reached elsewhere. */
        public Builder mapping(Map<String, Endpoint> endpointOfInstance) {
            mapping = endpointOfInstance;
            return this;
        }

        /** The local clock. */
        public Builder clock(InstantSource source) {
            clock = source;
            return this;
        }

        /** The source. */
        public PrometheusMetricsSource build() {
            return new PrometheusMetricsSource(this);
        }
    }
}
