package io.llmlb.app.demo;

import io.llmlb.app.Service;
import io.llmlb.app.config.PoolConfig;
import io.llmlb.app.status.Screen;
import io.llmlb.sim.live.Traffic;
import io.llmlb.sim.live.TrafficResult;
import io.llmlb.sim.live.TrafficSnapshot;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Everything embedded and in real time: unequal vLLM servers in three pools, an emulated BIG-IP with the article's rules in
 * front of them, traffic shaped like that of real services, and the controller with its status page; act by act.
 */
public final class Demo {
    private static final Duration LAST_ANSWERS = Duration.ofMinutes(2);
    private static final long STEP_MILLIS = 1000;

    /** Where nothing can be written over, a line comes every so many steps. */
    private static final int PLAIN_STEPS = 5;

    private final DemoOptions options;
    private final Screen screen;
    private final boolean live;
    private final Consumer<URI> onPage;
    private final List<Moment> moments = new ArrayList<>();

    /**
     * @param err for progress
     * @param live whether {@code err} is a terminal on which can be written over
     * @param onPage is told where the status page is
     */
    public Demo(DemoOptions options, PrintWriter err, boolean live, Consumer<URI> onPage) {
        this.options = options;
        this.screen = new Screen(err, live);
        this.live = live;
        this.onPage = onPage;
    }

    /**
     * Runs it.
     *
     * @throws io.llmlb.core.LlmlbException when the port is taken
     */
    public DemoResult run() throws InterruptedException {
        try (Site site = Site.open(options.seed(), Act.everything(options.duration()))) {
            screen.say("metrics: " + site.metrics());
            try (Service service = new Service(site.config(PoolConfig.Mode.DRY_RUN, options.port()), site.labels())) {
                service.start();
                screen.say("status page: " + service.url());
                onPage.accept(service.url());
                return play(site, service);
            }
        }
    }

    private DemoResult play(Site site, Service service) throws InterruptedException {
        List<Act> acts = Act.of(options.duration());
        try (Traffic traffic = Traffic.start(site.traffic(options.seed(), options.duration()))) {
            long began = System.nanoTime();
            boolean controlled = false;
            for (Act act : acts) {
                screen.say(act.name() + ": " + act.words());
                act.begin().accept(site);
                if (act.controlled() != controlled) {
                    controlled = act.controlled();
                    service.apply(site.config(PoolConfig.Mode.RUN, options.port()));
                }
                watch(site, traffic, act, began);
            }
            traffic.stop();
            int ratioWrites = site.ratioWrites();
            boolean all = awaitLastAnswers(traffic);
            TrafficSnapshot end = traffic.snapshot();
            if (!all) {
                screen.say("after two minutes " + end.inFlight()
                        + " answers are still missing; they are not in the table");
            }
            List<Phase> phases = acts.stream().map(act -> phase(act, acts, end)).toList();
            return new DemoResult(phases, moments, options.seed(), ratioWrites);
        }
    }

    /** A request belongs to the act that it arrived in. */
    private static Phase phase(Act act, List<Act> acts, TrafficSnapshot end) {
        boolean last = act.until().equals(acts.get(acts.size() - 1).until());
        List<TrafficResult> its = end.results().stream()
                .filter(result -> result.arrival().compareTo(act.from()) >= 0
                        && (last || result.arrival().compareTo(act.until()) < 0))
                .toList();
        return new Phase(act.name(), act.from(), act.until(), its);
    }

    private void watch(Site site, Traffic traffic, Act act, long began) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        long end = began + act.until().toNanos();
        for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
            if (never.await(Math.min(TimeUnit.MILLISECONDS.toNanos(STEP_MILLIS), end - now), TimeUnit.NANOSECONDS)) {
                return;
            }
            double second = (System.nanoTime() - began) / 1e9;
            moments.add(Moment.of(site, second));
            Board board = new Board(act, options.duration(), moments.get(moments.size() - 1), traffic.snapshot());
            if (live) {
                screen.progress(board.part(), board.headline(), board.table());
            } else if (moments.size() % PLAIN_STEPS == 0) {
                screen.progress(board.part(), board.line());
            }
        }
    }

    private boolean awaitLastAnswers(Traffic traffic) throws InterruptedException {
        screen.say("no more requests; waiting for the last answers");
        for (long waited = 0; waited < LAST_ANSWERS.toSeconds(); waited += PLAIN_STEPS) {
            if (traffic.awaitIdle(Duration.ofSeconds(PLAIN_STEPS))) {
                return true;
            }
            if (Thread.interrupted()) { // cleared, or closing everything would be interrupted too
                throw new InterruptedException("told to end");
            }
            screen.progress(1, "in flight " + traffic.snapshot().inFlight());
        }
        return false;
    }
}
