package io.llmlb.sim.lab.scenario;

import io.llmlb.sim.model.trace.Traces;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * Makes a {@link Scenario}. Servers are counted from 0, those that join behind those that are there from the start, in the
 * order in which they are told of here. Every method throws an {@link IllegalArgumentException} with a sentence when what
 * it is told cannot be.
 */
public final class ScenarioBuilder {
    private static final int MOST_SERVERS = 100;

    final String name;
    final List<String> servers;
    final List<String> joining = new ArrayList<>();
    final List<Event> events = new ArrayList<>();
    final List<Scenario.Shift> shifts = new ArrayList<>();
    String description = "";
    Duration duration = Duration.ofSeconds(500);
    Duration warmUp = Duration.ofSeconds(80);
    OptionalDouble load = OptionalDouble.empty();
    OptionalDouble fixedLoad = OptionalDouble.empty();
    OptionalDouble fixedRate = OptionalDouble.empty();
    List<Integer> tmms = List.of(1);
    Optional<String> lengths = Optional.empty();
    Optional<Scenario.Span> watched = Optional.empty();

    ScenarioBuilder(String name, List<String> servers) {
        check(!servers.isEmpty() && servers.size() <= MOST_SERVERS, "a scenario has 1 to 100 servers");
        this.name = name;
        this.servers = List.copyOf(servers);
    }

    /** What happens, in a sentence. */
    public ScenarioBuilder description(String sentence) {
        description = sentence;
        return this;
    }

    /**
     * How long a run takes.
     *
     * @param whole while requests come
     * @param unmeasured of it, at the beginning
     */
    public ScenarioBuilder lasts(Duration whole, Duration unmeasured) {
        check(!unmeasured.isNegative(), "a warm-up is 0 or more");
        check(whole.compareTo(unmeasured) > 0, "a run is longer than its warm-up");
        check(whole.compareTo(Duration.ofHours(24)) <= 0, "a run is no longer than a day");
        duration = whole;
        warmUp = unmeasured;
        return this;
    }

    /** The load to run it at, unless somebody says otherwise. */
    public ScenarioBuilder load(double usual) {
        load = OptionalDouble.of(Ranges.load(usual));
        return this;
    }

    /** The load to run it at, whatever anybody says. */
    ScenarioBuilder alwaysAtLoad(double fixed) {
        fixedLoad = OptionalDouble.of(Ranges.load(fixed));
        return this;
    }

    /** The requests per second to run it at, whatever load anybody asks for. */
    ScenarioBuilder alwaysAtRate(double perSecond) {
        fixedRate = OptionalDouble.of(perSecond);
        return this;
    }

    /** The numbers of TMMs to run it with, unless somebody says otherwise. */
    public ScenarioBuilder tmms(List<Integer> counts) {
        check(!counts.isEmpty(), "a scenario runs with one number of TMMs at least");
        counts.forEach(Ranges::tmms);
        tmms = List.copyOf(counts);
        return this;
    }

    /** The trace whose lengths requests have, unless a trace is replayed. */
    public ScenarioBuilder lengths(String trace) {
        lengths = Optional.of(existing(trace));
        return this;
    }

    /** From a time on requests have the lengths of another trace (and its rhythm, where a trace is replayed). */
    public ScenarioBuilder lengths(String trace, Duration at) {
        shifts.add(new Scenario.Shift(at, existing(trace)));
        shifts.sort(Comparator.comparing(Scenario.Shift::at));
        return this;
    }

    /** Every step of a server is so many times as long meanwhile; below 1 is faster. */
    public ScenarioBuilder slow(int server, double factor, Duration from, Duration until) {
        check(factor >= 0.01 && factor <= 1000, "a factor is 0.01 to 1000, but this is " + factor);
        return meanwhile(server, from, until, stage -> stage.slow(server, factor), stage -> stage.slow(server, 1));
    }

    /** Another server joins the pool, idle. */
    public ScenarioBuilder join(String profile, Duration at) {
        check(servers.size() + joining.size() < MOST_SERVERS, "a scenario has 1 to 100 servers");
        joining.add(profile);
        return event(at, Stage::join);
    }

    /** A server leaves the pool; its requests go on. */
    public ScenarioBuilder leave(int server, Duration at) {
        checkServer(server);
        return event(at, stage -> stage.leave(server));
    }

    /** A server crashes, with all its requests, and is back after a while. */
    public ScenarioBuilder restart(int server, Duration at, Duration away) {
        checkServer(server);
        return event(at, stage -> stage.restart(server, away));
    }

    /** A server is not scraped meanwhile. */
    public ScenarioBuilder unscraped(int server, Duration from, Duration until) {
        return meanwhile(
                server, from, until, stage -> stage.scraped(server, false), stage -> stage.scraped(server, true));
    }

    /** A server is scraped, but its page stands still meanwhile. */
    public ScenarioBuilder frozen(int server, Duration from, Duration until) {
        return meanwhile(
                server, from, until, stage -> stage.frozen(server, true), stage -> stage.frozen(server, false));
    }

    /** Queries to Prometheus fail meanwhile. */
    public ScenarioBuilder outage(Duration from, Duration until) {
        return meanwhile(0, from, until, stage -> stage.outage(true), stage -> stage.outage(false));
    }

    /** AS3 posts its declaration: members whose ratio is not 1 are gone for half a second and come back with 1. */
    public ScenarioBuilder as3Reset(Duration at) {
        return event(at, Stage::redeclare);
    }

    /**
     * Asks for figures about a change: the backlog just before it and at the end of what it did, and the times to the first
     * token in the minute after it.
     */
    public ScenarioBuilder watch(Duration from, Duration until) {
        check(!from.isNegative() && from.compareTo(until) < 0, "a watched change has an end behind its beginning");
        watched = Optional.of(new Scenario.Span(from, until));
        return this;
    }

    /** The scenario. */
    public Scenario build() {
        events.sort(Comparator.comparing(Event::at));
        for (Event event : events) {
            check(!event.at().isNegative() && event.at().compareTo(duration) <= 0, outside(event.at()));
        }
        for (Scenario.Shift shift : shifts) {
            check(!shift.at().isNegative() && shift.at().compareTo(duration) <= 0, outside(shift.at()));
        }
        watched.ifPresent(span -> check(span.until().compareTo(duration) <= 0, outside(span.until())));
        return new Scenario(this);
    }

    private ScenarioBuilder meanwhile(
            int server, Duration from, Duration until, Consumer<Stage> begin, Consumer<Stage> end) {
        checkServer(server);
        check(from.compareTo(until) < 0, "what lasts has an end behind its beginning");
        return event(from, begin).event(until, end);
    }

    private ScenarioBuilder event(Duration at, Consumer<Stage> act) {
        events.add(new Event(at, act));
        return this;
    }

    private void checkServer(int server) {
        check(server >= 0 && server < servers.size() + joining.size(), "there is no server " + server);
    }

    private String outside(Duration at) {
        return "a run takes " + seconds(duration) + ", but something is to happen at " + seconds(at);
    }

    private static String existing(String trace) {
        Traces.named(trace);
        return trace;
    }

    private static String seconds(Duration time) {
        return time.toMillis() / 1000.0 + " s";
    }

    private static void check(boolean right, String otherwise) {
        if (!right) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
