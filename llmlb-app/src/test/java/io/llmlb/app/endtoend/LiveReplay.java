package io.llmlb.app.endtoend;

import io.llmlb.sim.lab.Arrival;
import io.llmlb.sim.lab.experiment.Conditions;
import io.llmlb.sim.lab.scenario.Scenario;
import io.llmlb.sim.live.Traffic;
import io.llmlb.sim.live.TrafficOptions;
import io.llmlb.sim.live.TrafficSnapshot;
import io.llmlb.sim.model.trace.Trace;
import io.llmlb.sim.model.trace.TraceRequest;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The arrivals of a run of the laboratory as real requests to a {@link LiveSite}. */
final class LiveReplay {
    private static final Duration TELL = Duration.ofSeconds(10);

    private final String policy;
    private final LiveSite site;
    private final Scenario scenario;
    private final Trace trace;
    private final Duration tail;

    /**
     * @param policy for the progress
     * @param trace as {@link #trace} makes it
     * @param tail how long answers are waited for after the last request
     */
    LiveReplay(String policy, LiveSite site, Scenario scenario, Trace trace, Duration tail) {
        this.policy = policy;
        this.site = site;
        this.scenario = scenario;
        this.trace = trace;
        this.tail = tail;
    }

    /**
     * The requests of a run, and the first after its end, so that the trace begins anew only when the run is over.
     *
     * @throws IllegalArgumentException when there are more requests than the traffic keeps outcomes of
     */
    static Trace trace(Conditions conditions, long seed) {
        long end = conditions.scenario().duration().toNanos();
        Iterator<Arrival> arrivals =
                conditions.scenario().arrivals(conditions.model(), conditions.traffic(), conditions.load(), seed);
        List<TraceRequest> requests = new ArrayList<>();
        Arrival next;
        do {
            next = arrivals.next();
            requests.add(new TraceRequest(next.time(), next.promptTokens(), next.outputTokens()));
        } while (next.time() < end);
        if (requests.size() > Traffic.KEPT) {
            throw new IllegalArgumentException("these are " + requests.size() + " requests, but outcomes are kept of "
                    + Traffic.KEPT + ": take less time or load");
        }
        return new Trace(requests);
    }

    LiveRow run(PrintStream progress) throws InterruptedException {
        TrafficOptions options = new TrafficOptions(
                site.virtualServer(), site.model(), trace, scenario.duration().plus(tail));
        Traffic traffic = Traffic.start(options);
        TrafficSnapshot waited;
        int writes;
        try (traffic) {
            long begin = System.nanoTime();
            long end = begin + scenario.duration().toNanos();
            while (System.nanoTime() < end) {
                pause(Math.min(TELL.toNanos(), end - System.nanoTime()));
                tell(progress, begin, traffic.snapshot());
            }
            traffic.stop();
            writes = site.ratioWrites();
            long deadline = System.nanoTime() + tail.toNanos();
            while (traffic.snapshot().inFlight() > 0 && System.nanoTime() < deadline) {
                pause(Math.min(TELL.toNanos() / 10, deadline - System.nanoTime()));
            }
            waited = traffic.snapshot();
        }
        return LiveRow.of(scenario, waited, traffic.snapshot(), writes);
    }

    private void tell(PrintStream progress, long begin, TrafficSnapshot now) {
        progress.printf(
                Locale.ROOT,
                "%-18s %4d s: %5d requests, %3d in flight, %d lost, ratios %s%n",
                policy,
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin),
                now.sent(),
                now.inFlight(),
                now.failed(),
                site.ratios());
    }

    private static void pause(long nanos) throws InterruptedException {
        new CountDownLatch(1).await(nanos, TimeUnit.NANOSECONDS);
    }
}
