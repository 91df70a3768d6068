package io.llmlb.prometheus.vllm;

import io.llmlb.core.FailureKind;
import io.llmlb.core.MemberId;
import io.llmlb.core.observe.Needs;
import io.llmlb.core.observe.Observation;
import io.llmlb.core.observe.SampleWindow;
import io.llmlb.core.observe.Signal;
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
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Samples of a model's servers, out of Prometheus or Thanos. One instant query of a range selector brings the raw
 * samples with the times at which they were scraped; nothing is computed on the server.
 *
 * <p>Asks only when a new sample can exist: the interval between scrapes is learned from the samples' own times, and a
 * call between two scrapes is answered from memory, with the same samples and today's {@link Observation#asOf()}. While
 * the server fails, warns, or has nothing of a member, it is asked again after a quarter of the time for which that has
 * been so, at most 30 s; until then a failure is thrown again. Looks back two minutes until the interval is known, so one
 * of more than a minute is not learned, and then every call asks.
 *
 * <p>A series belongs to the member whose address and port its {@code instance} names, however it is spelt, or to the one
 * the mapping says. What is ambiguous is left out and noted: members that share a target, and targets that deliver one
 * series twice for one member (replicas of Prometheus that are not deduplicated among them). Only a target that has
 * plainly followed another one on the same address takes its place. A warning of the server makes the observation
 * incomplete.
 */
public final class PrometheusMetricsSource implements VllmMetricsSource {
    private static final Duration SHORTEST_RANGE = Duration.ofSeconds(20);
    private static final Duration LONGEST_RANGE = Duration.ofMinutes(2);

    private static final Needs RUNNING = new Needs(Set.of(Signal.RUNNING), Set.of(), SHORTEST_RANGE);

    private record Question(Set<MemberId> members, Needs needs) {}

    private final PromQlClient client;
    private final String model;
    private final List<String> matchers;
    private final AddressMapping mapping;
    private final InstantSource clock;
    private final Duration floor;
    private final ServerClock time;
    private final Ledger ledger;

    private Pace pace;
    private @Nullable Question asked;
    private @Nullable Observation answer; // of the last question; null when it failed
    private @Nullable PrometheusException failure;

    private PrometheusMetricsSource(Builder builder) {
        this.client = builder.client;
        this.model = builder.model;
        this.matchers = List.copyOf(builder.matchers);
        this.mapping = builder.mapping;
        this.clock = builder.clock;
        this.floor = builder.floor;
        this.time = new ServerClock(clock);
        this.ledger = new Ledger(clock);
        this.pace = new Pace(floor);
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
        Question question = new Question(Set.copyOf(members), needs);
        if (!question.equals(asked)) {
            asked = question;
            pace = new Pace(floor);
        }
        Instant now = clock.instant();
        if (pace.due(now, time.ahead())) {
            answer = null;
            failure = null;
            try {
                answer = ask(members, names, range(needs, now), now);
            } catch (PrometheusException failed) {
                failure = failed;
                pace.failed(now);
                ledger.failed(members, String.valueOf(failed.getMessage()));
            }
        }
        Observation last = answer;
        if (last == null) {
            throw failure == null ? new IllegalStateException("neither an answer nor a failure") : failure;
        }
        Instant asOf = time.asOf(last.windows().values());
        return new Observation(asOf, last.windows(), last.complete(), last.notes());
    }

    @Override
    public SourceHealth health() {
        return ledger.health();
    }

    /**
     * The models of which the server has metrics now, as {@code model_name} spells them; whose servers these are is not
     * looked at. One query, for people who look for the right name.
     *
     * @throws PrometheusException as {@link PromQlClient} does
     */
    public SortedSet<String> models() {
        List<String> all = new ArrayList<>();
        all.add(PromQl.anyOf("__name__", VllmMetric.seriesNames(RUNNING)));
        all.addAll(matchers);
        QueryResult answer = client.query("count by (model_name) ({" + String.join(",", all) + "})");
        if (!(answer instanceof QueryResult.Vector vector)) {
            throw wrongShape("an instant query was not answered with a vector");
        }
        SortedSet<String> models = new TreeSet<>();
        vector.samples().forEach(sample -> models.add(sample.labels().getOrDefault("model_name", "")));
        models.remove("");
        return models;
    }

    private PrometheusException wrongShape(String what) {
        String mend = "Check the URL: it should lead to the API itself";
        return new PrometheusException(FailureKind.INVALID, client.toString(), what, mend);
    }

    private Observation ask(Set<MemberId> members, List<String> names, Duration range, Instant now) {
        Members byTarget =
                new Members(members, mapping, member -> member.endpoint().toString());
        Matched matched = new Matched(byTarget);
        Set<String> warnings = new LinkedHashSet<>();
        Set<String> infos = new LinkedHashSet<>();
        for (String selector : selectors(names, range)) {
            if (!(client.query(selector) instanceof QueryResult.Matrix matrix)) {
                throw wrongShape("a range selector was not answered with a matrix");
            }
            matrix.series().forEach(matched::add);
            warnings.addAll(matrix.warnings());
            infos.addAll(matrix.infos());
            time.told(matrix.remarks());
        }
        List<String> notes = new ArrayList<>();
        warnings.forEach(warning -> notes.add("warning of " + client + ": " + warning));
        infos.forEach(info -> notes.add("hint of " + client + ": " + info));
        Matched.Result result = matched.result();
        byTarget.note("metrics of model " + model, result.reasons(), notes);
        matched.noteStrangers(notes);
        time.note(notes);

        Map<MemberId, SampleWindow> windows = result.windows();
        ledger.members(members, windows, result.reasons(), time.ahead());
        if (warnings.isEmpty()) {
            ledger.succeeded();
            pace.answered(
                    now, result.times(), windows.size() < byTarget.distinct().size());
        } else {
            ledger.failed(members, notes.get(0));
            pace.failed(now);
        }
        return new Observation(now, windows, warnings.isEmpty(), notes);
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

    private Duration range(Needs needs, Instant now) {
        Duration shortest = longer(needs.range(), SHORTEST_RANGE);
        Duration range = pace.range(now, shortest, longer(shortest, LONGEST_RANGE));
        return Duration.ofSeconds(range.toSeconds() + (range.toNanosPart() > 0 ? 1 : 0));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** Collects settings; not for use by several threads. */
    public static final class Builder {
        private final List<String> matchers = new ArrayList<>();
        private final String model;
        private PromQlClient client;
        private AddressMapping mapping = AddressMapping.NONE;
        private InstantSource clock = InstantSource.system();
        private Duration floor = Duration.ZERO;

        private Builder(PromQlClient client, String model) {
            this.client = client;
            this.model = model;
        }

        /**
         * Only series of this Kubernetes namespace. It goes with each query twice: as a matcher, and as the parameter
         * without which Thanos' tenancy port (9092) refuses a query; other ports pass over that.
         */
        public Builder namespace(String namespace) {
            client = client.with("namespace", namespace);
            return matcher("namespace", namespace);
        }

        /** Only series with this label. */
        public Builder matcher(String label, String value) {
            matchers.add(PromQl.equal(label, value));
            return this;
        }

        /** Where the metrics of members are whose {@code instance} is not their own address and port. */
        public Builder addresses(AddressMapping addresses) {
            mapping = addresses;
            return this;
        }

        /**
         * The least time between two queries for the same members; none unless said. Red Hat asks for one query in 30 s at most. Targets are
         * scraped at different moments, so without this a pool of many is asked for more often than it is scraped.
         */
        public Builder atMostEvery(Duration least) {
            if (least.isNegative()) {
                throw new IllegalArgumentException("a time between queries is not negative, but this is " + least);
            }
            floor = least;
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
