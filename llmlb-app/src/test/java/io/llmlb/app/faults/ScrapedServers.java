package io.llmlb.app.faults;

import io.llmlb.core.observe.MetricsSource;
import io.llmlb.prometheus.vllm.ScrapeMetricsSource;
import io.llmlb.sim.model.bigip.Member;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Servers that tell their metrics themselves. */
final class ScrapedServers extends Metrics {
    private final VirtualClock clock;
    private final Load load;
    private final Duration patience;
    private final List<RawServer> servers = new ArrayList<>();
    private final List<Instant> started = new ArrayList<>();
    private volatile String model = MODEL;
    private volatile String value = "";
    private volatile String only = "";
    private volatile List<String> frozen = List.of();
    private volatile boolean counting;
    private volatile boolean swapped;

    ScrapedServers(VirtualClock clock, Load load, int count, Duration patience) {
        this.clock = clock;
        this.load = load;
        this.patience = patience;
        for (int i = 0; i < count; i++) {
            int server = i;
            started.add(clock.instant().minus(Duration.ofHours(1)));
            servers.add(new RawServer(clock, () -> page(server)));
        }
    }

    private String page(int server) {
        asked();
        int told = swapped && server < 2 ? 1 - server : server;
        String page = frozen.isEmpty() ? now(told) : frozen.get(told);
        return value.isEmpty() ? page : page.replaceAll("(?m)^(" + only + ".*) \\S+$", "$1 " + value);
    }

    private String now(int server) {
        String waiting = load.at(clock.instant()).get(server) + ".0";
        long requests = counting
                ? servers.get(server).served()
                : Duration.between(started.get(server), clock.instant()).toSeconds() * 2;
        return Load.page(model, waiting, requests);
    }

    @Override
    List<Member> members() {
        return servers.stream()
                .map(server -> Member.of("vllm", "127.0.0.1", server.port()))
                .toList();
    }

    @Override
    MetricsSource source() {
        return ScrapeMetricsSource.builder(MODEL)
                .timeout(patience)
                .deadline(patience.multipliedBy(2))
                .clock(clock.controller())
                .build();
    }

    @Override
    void shape(RawServer.Shape shape) {
        servers.forEach(server -> server.shape(shape));
    }

    void shape(int server, RawServer.Shape shape) {
        servers.get(server).shape(shape);
    }

    /** What all tell as the value of the metrics whose names begin so; empty for the truth. */
    void value(String metrics, String text) {
        only = metrics;
        value = text;
    }

    void model(String served) {
        model = served;
    }

    /** Has every page stay as it is, or not. */
    void freeze(boolean so) {
        List<String> pages = new ArrayList<>();
        for (int i = 0; so && i < servers.size(); i++) {
            pages.add(now(i));
        }
        frozen = pages;
    }

    /** Has the counters count what is really served, instead of two requests a second. */
    void countRequests() {
        counting = true;
    }

    /** Has the first two servers tell each other's metrics, or not. */
    void swap(boolean so) {
        swapped = so;
    }

    /** The server's counters begin at zero. */
    void restart(int server) {
        started.set(server, clock.instant());
    }

    @Override
    public void close() {
        servers.forEach(RawServer::close);
    }
}
