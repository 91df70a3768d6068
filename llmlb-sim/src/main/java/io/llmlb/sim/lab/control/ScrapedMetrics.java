package io.llmlb.sim.lab.control;

import io.llmlb.core.FailureKind;
import io.llmlb.core.MemberId;
import io.llmlb.core.observe.MetricsSource;
import io.llmlb.core.observe.Needs;
import io.llmlb.core.observe.Observation;
import io.llmlb.core.observe.SampleWindow;
import io.llmlb.core.observe.SeriesKey;
import io.llmlb.core.observe.Signal;
import io.llmlb.sim.SimException;
import io.llmlb.sim.lab.Simulation;
import io.llmlb.sim.model.bigip.Pool;
import io.llmlb.sim.model.vllm.ServerNumbers;
import io.llmlb.sim.model.vllm.ServerNumbers.Distribution;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A Prometheus in a simulation: scrapes each server at its own moments and answers with the samples it has. Keeps two
 * minutes. Can be made to fail in the ways that a real one does.
 */
public final class ScrapedMetrics implements MetricsSource {
    private static final Duration KEEP = Duration.ofMinutes(2);

    private record Scrape(long time, ServerNumbers numbers) {}

    private final Simulation simulation;
    private final Duration interval;
    private final SimulatedTime time;
    private final SplittableRandom phases;
    private final Map<MemberId, String> targets = new HashMap<>();
    private final Map<MemberId, Deque<Scrape>> scrapes = new HashMap<>();
    private final Set<String> unreachable = new HashSet<>();
    private final Map<String, ServerNumbers> stuck = new HashMap<>();
    private boolean down;

    /**
     * @param interval from scrape to scrape of one server
     * @param seed of the moments at which each server is scraped first
     */
    public ScrapedMetrics(Simulation simulation, Duration interval, SimulatedTime time, long seed) {
        this.simulation = simulation;
        this.interval = interval;
        this.time = time;
        this.phases = new SplittableRandom(seed);
    }

    /** Begins to scrape the server behind every member of a pool that it does not scrape yet, at a random moment each. */
    public void discover(Pool pool, long now) {
        pool.members().forEach(member -> {
            if (targets.putIfAbsent(Members.id(member), member.fullPath()) == null) {
                MemberId id = Members.id(member);
                long phase = phases.nextLong(interval.toNanos());
                simulation.every(interval, Duration.ofNanos(now + phase), at -> scrape(id, member.fullPath(), at));
            }
        });
    }

    /** Whether queries fail. */
    public void down(boolean now) {
        down = now;
    }

    /** Whether a member's server can be scraped. */
    public void reachable(String member, boolean now) {
        if (now) {
            unreachable.remove(member);
        } else {
            unreachable.add(member);
        }
    }

    /** Has a server's page stand still from now on, though it is scraped; or move again. */
    public void stuck(String member, boolean now) {
        if (now) {
            simulation
                    .server(member)
                    .ifPresent(server -> stuck.put(member, server.metrics().numbers()));
        } else {
            stuck.remove(member);
        }
    }

    /**
     * What a server's page says to anybody who fetches it now, Prometheus or not; empty when it cannot be reached.
     *
     * @param now nanoseconds
     */
    public Optional<ServerNumbers> page(String member, long now) {
        if (unreachable.contains(member)) {
            return Optional.empty();
        }
        ServerNumbers fake = stuck.get(member);
        return simulation
                .server(member)
                .filter(server -> server.ready(now))
                .map(server -> fake == null ? server.metrics().numbers() : fake);
    }

    private void scrape(MemberId id, String member, long at) {
        page(member, at).ifPresent(numbers -> {
            Deque<Scrape> kept = scrapes.computeIfAbsent(id, key -> new ArrayDeque<>());
            kept.addLast(new Scrape(at, numbers));
            while (kept.getFirst().time < at - KEEP.toNanos()) {
                kept.removeFirst();
            }
        });
    }

    @Override
    public Observation observe(Set<MemberId> members, Needs needs) {
        if (down) {
            throw new SimException(FailureKind.BUSY, "Prometheus", "answered 503", "", null);
        }
        long from = time.nanos() - needs.range().toNanos();
        Map<MemberId, SampleWindow> windows = new HashMap<>();
        for (MemberId member : members) {
            SampleWindow.Builder window = SampleWindow.builder();
            scrapes.getOrDefault(member, new ArrayDeque<>()).stream()
                    .filter(scrape -> scrape.time > from)
                    .forEach(scrape -> add(window, scrape, needs));
            windows.put(member, window.build());
        }
        windows.values().removeIf(SampleWindow::isEmpty);
        return new Observation(time.instant(), windows, true, List.of());
    }

    private static void add(SampleWindow.Builder window, Scrape scrape, Needs needs) {
        for (Signal signal : needs.signals()) {
            Distribution histogram = histogram(signal, scrape.numbers);
            if (histogram == null) {
                window.add(SeriesKey.value(signal, ""), SimulatedTime.of(scrape.time), value(signal, scrape.numbers));
                continue;
            }
            window.add(SeriesKey.sum(signal, ""), SimulatedTime.of(scrape.time), histogram.sum());
            window.add(SeriesKey.count(signal, ""), SimulatedTime.of(scrape.time), (double) histogram.count());
            if (needs.buckets().contains(signal)) {
                for (int i = 0; i < histogram.bounds().length; i++) {
                    SeriesKey bucket = SeriesKey.bucket(signal, histogram.bounds()[i], "");
                    window.add(bucket, SimulatedTime.of(scrape.time), (double)
                            histogram.cumulative()[i]);
                }
            }
        }
    }

    private static @Nullable Distribution histogram(Signal signal, ServerNumbers numbers) {
        return switch (signal) {
            case STEP_TOKENS -> numbers.steps();
            case QUEUE_TIME -> numbers.queueTime();
            case TIME_TO_FIRST_TOKEN -> numbers.firstToken();
            case INTER_TOKEN_LATENCY -> numbers.interToken();
            default -> null;
        };
    }

    private static double value(Signal signal, ServerNumbers numbers) {
        return switch (signal) {
            case RUNNING -> numbers.running();
            case WAITING -> numbers.waiting();
            case KV_CACHE_USAGE -> numbers.kvUsage();
            case PROMPT_TOKENS -> numbers.promptTokens();
            case GENERATION_TOKENS -> numbers.generationTokens();
            case FINISHED -> numbers.finished();
            case PREEMPTIONS -> numbers.preemptions();
            default -> throw new IllegalArgumentException(signal + " is a histogram");
        };
    }
}
