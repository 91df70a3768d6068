package io.llmlb.prometheus.vllm;

import io.llmlb.core.Endpoint;
import io.llmlb.core.FailureKind;
import io.llmlb.core.MemberId;
import io.llmlb.core.observe.Needs;
import io.llmlb.core.observe.Observation;
import io.llmlb.core.observe.SampleWindow;
import io.llmlb.prometheus.PrometheusException;
import io.llmlb.prometheus.Transport;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Samples of a model's servers, asked of each server itself. A call brings one sample of each series, at the time the
 * server answered; who wants rates keeps them and adds the next ones ({@link Observation#plus}).
 *
 * <p>At most 32 servers are asked at a time, over connections that are kept. A server that fails, or is late, is missing
 * and noted; the next call asks it after all others, and nothing of the last call is still under way then.
 */
public final class ScrapeMetricsSource implements VllmMetricsSource {
    private static final int LARGEST = 4 << 20; // 16 engines on one page make about 1 MB
    private static final int AT_ONCE = 32;

    private final String model;
    private final Transport transport;
    private final InstantSource clock;
    private final AddressMapping mapping;
    private final Duration timeout;
    private final Duration deadline;
    private final String scheme;
    private final String path;
    private final int port;
    private final Ledger ledger;
    private Set<MemberId> failedLast = Set.of();

    private ScrapeMetricsSource(Builder builder) {
        this.model = builder.model;
        this.transport = builder.transport
                .clock(builder.clock)
                .limit(LARGEST)
                .connectTimeout(builder.timeout)
                .build();
        this.clock = builder.clock;
        this.mapping = builder.mapping;
        this.timeout = builder.timeout;
        this.deadline = builder.deadline;
        this.scheme = builder.scheme;
        this.path = builder.path;
        this.port = builder.port;
        this.ledger = new Ledger(clock);
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
        Members byTarget = new Members(members, mapping, this::ownTarget);
        Map<MemberId, String> targets = byTarget.distinct();
        Map<MemberId, SampleWindow> windows = new HashMap<>();
        Map<MemberId, String> reasons = byTarget.sharing();
        List<String> notes = new ArrayList<>();
        if (names.isEmpty() || targets.isEmpty()) {
            byTarget.note("metrics of model " + model, reasons, notes);
            ledger.members(members, windows, reasons, Duration.ZERO);
            return new Observation(clock.instant(), windows, true, notes);
        }
        Map<MemberId, String> failures = scrape(targets, names, windows, reasons);
        failedLast = Set.copyOf(failures.keySet());
        reasons.putAll(failures);
        ledger.members(members, windows, reasons, Duration.ZERO);
        if (failures.size() == targets.size()) {
            PrometheusException failure = noneAnswered(failures);
            ledger.failed(members, String.valueOf(failure.getMessage()));
            throw failure;
        }
        ledger.succeeded();
        byTarget.note("metrics of model " + model, reasons, notes);
        return new Observation(clock.instant(), windows, true, notes);
    }

    @Override
    public SourceHealth health() {
        return ledger.health();
    }

    /** Adds windows, and reasons of servers that answered without samples; returns those that failed. */
    private Map<MemberId, String> scrape(
            Map<MemberId, String> targets,
            Set<String> names,
            Map<MemberId, SampleWindow> windows,
            Map<MemberId, String> reasons) {
        // Who was late may be late again, and should make nobody else late.
        Map<MemberId, URI> pages = new LinkedHashMap<>();
        targets.keySet().stream()
                .sorted(Comparator.comparing(failedLast::contains))
                .forEach(member -> pages.put(member, page(targets.getOrDefault(member, ""))));
        Scrapes scrapes = new Scrapes(transport, timeout, deadline, AT_ONCE);
        scrapes.run(pages);
        Map<MemberId, String> failures = new TreeMap<>(scrapes.failures());
        scrapes.replies().forEach((member, reply) -> {
            if (reply.status() != 200) {
                URI uri = page(targets.getOrDefault(member, ""));
                failures.put(member, Scrapes.sentence(transport.refusal(uri, reply)));
                return;
            }
            Page page = Page.read(reply, model, names);
            if (page.reason().isEmpty()) {
                windows.put(member, page.window());
            } else {
                reasons.put(member, page.reason());
            }
        });
        return failures;
    }

    private URI page(String target) {
        return URI.create(scheme + "://" + target + path);
    }

    private String ownTarget(MemberId member) {
        return new Endpoint(member.address(), port > 0 ? port : member.port()).toString();
    }

    private static PrometheusException noneAnswered(Map<MemberId, String> failures) {
        Map.Entry<MemberId, String> first = new TreeMap<>(failures).firstEntry();
        return new PrometheusException(
                FailureKind.UNREACHABLE,
                "metrics of " + Members.few(new TreeMap<>(failures).keySet()),
                "no server answered; " + first.getKey() + ": " + first.getValue(),
                "");
    }

    /** Collects settings; not for use by several threads. */
    public static final class Builder {
        private final String model;
        private final Transport.Builder transport = Transport.builder();
        private InstantSource clock = InstantSource.system();
        private AddressMapping mapping = AddressMapping.NONE;
        private Duration timeout = Duration.ofSeconds(1);
        private Duration deadline = Duration.ofSeconds(2);
        private String scheme = "http";
        private String path = "/metrics";
        private int port;

        private Builder(String model) {
            this.model = model;
        }

        /** The time for each server, from its request on; 1 second unless said. */
        public Builder timeout(Duration eachServer) {
            timeout = positive(eachServer);
            return this;
        }

        /** The time for a whole call, all servers together; 2 seconds unless said. */
        public Builder deadline(Duration wholeCall) {
            deadline = positive(wholeCall);
            return this;
        }

        private static Duration positive(Duration time) {
            if (time.isNegative() || time.isZero()) {
                throw new IllegalArgumentException("a deadline is positive, but this is " + time);
            }
            return time;
        }

        /**
         * Host and port of the metrics of members that have them elsewhere; {@link #port} does not touch these.
         *
         * @throws PrometheusException INVALID when a target is not a host and port
         */
        public Builder addresses(AddressMapping addresses) {
            mapping = addresses.ofHostsAndPorts();
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
