package io.llmlb.app.faults;

import io.llmlb.core.MemberId;
import io.llmlb.core.observe.MetricsSource;
import io.llmlb.prometheus.query.PromQlClient;
import io.llmlb.prometheus.vllm.PrometheusMetricsSource;
import io.llmlb.sim.model.bigip.Member;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A Prometheus that scrapes every 5 s and answers the one query that is asked. */
final class PlayedPrometheus extends Metrics {
    private static final long INTERVAL = 5;
    private static final int SAMPLES = 6;

    private final VirtualClock clock;
    private final Load load;
    private final Duration patience;
    private final List<Member> members = new ArrayList<>();
    private final RawServer server;
    private volatile String warning = "";
    private volatile String model = MODEL;
    private volatile int portShift;
    private volatile Instant scrapedUntil = Instant.MAX;

    PlayedPrometheus(VirtualClock clock, Load load, int count, Duration patience) {
        this.clock = clock;
        this.load = load;
        this.patience = patience;
        this.server = new RawServer(clock, this::answer);
        for (int i = 0; i < count; i++) {
            members.add(Member.of("vllm", "10.128." + (2 + i / 200) + "." + (1 + i % 200), 8000));
        }
    }

    @Override
    List<Member> members() {
        return members;
    }

    String url() {
        return "http://127.0.0.1:" + server.port();
    }

    @Override
    MetricsSource source() {
        PromQlClient client = PromQlClient.builder(URI.create(url()))
                .timeout(patience)
                .clock(clock.controller())
                .build();
        return PrometheusMetricsSource.builder(client, MODEL)
                .clock(clock.controller())
                .build();
    }

    @Override
    void shape(RawServer.Shape shape) {
        server.shape(shape);
    }

    /** Warns, and leaves the last member out, as Thanos does when a store is down. */
    void warn(String text) {
        warning = text;
    }

    /** What the servers serve; a query for another model has no result. */
    void model(String served) {
        model = served;
    }

    /** Has every series name another port than its member has. */
    void shiftPorts(int by) {
        portShift = by;
    }

    /** Scrapes no more, or goes on. */
    void stopScraping(boolean so) {
        scrapedUntil = so ? clock.instant() : Instant.MAX;
    }

    private String answer() {
        asked();
        Instant until = scrapedUntil.isBefore(clock.instant()) ? scrapedUntil : clock.instant();
        Instant oldest = clock.instant().minusSeconds(INTERVAL * SAMPLES);
        List<String> series = new ArrayList<>();
        for (int i = 0; model.equals(MODEL) && i < members.size() - (warning.isEmpty() ? 0 : 1); i++) {
            Map<Instant, Integer> values = new TreeMap<>();
            long last = until.getEpochSecond() / INTERVAL * INTERVAL;
            for (int k = 0; k < SAMPLES; k++) {
                Instant at = Instant.ofEpochSecond(last - k * INTERVAL);
                if (at.isAfter(oldest)) {
                    values.put(at, load.at(at).get(i));
                }
            }
            if (!values.isEmpty()) {
                MemberId member = MemberId.of(members.get(i).address(), 8000 + portShift);
                series.add(Load.series(member, model, values));
            }
        }
        return "{\"status\":\"success\"," + (warning.isEmpty() ? "" : "\"warnings\":[\"" + warning + "\"],")
                + "\"data\":{\"resultType\":\"matrix\",\"result\":[" + String.join(",", series) + "]}}";
    }

    @Override
    public void close() {
        server.close();
    }
}
