package io.llmlb.sim.lab.scenario;

import io.llmlb.sim.lab.Arrival;
import io.llmlb.sim.model.vllm.ServerModel;
import io.llmlb.sim.model.vllm.ServerOptions;
import io.llmlb.sim.model.vllm.VllmProfile;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** An experiment as it is told: which servers, how long, which requests, and what happens. Immutable. */
public final class Scenario {
    /** From this time of a run to that. */
    public record Span(Duration from, Duration until) {}

    /** From this time of a run on, requests have the lengths of that trace, at the same load. */
    record Shift(Duration at, String lengths) {}

    private final String name;
    private final String description;
    private final List<String> servers;
    private final List<String> joining;
    private final Duration duration;
    private final Duration warmUp;
    private final OptionalDouble load;
    private final OptionalDouble fixedLoad;
    private final OptionalDouble fixedRate;
    private final List<Integer> tmms;
    private final Optional<String> lengths;
    private final List<Shift> shifts;
    private final List<Event> events;
    private final Optional<Span> watched;

    Scenario(ScenarioBuilder builder) {
        name = builder.name;
        description = builder.description;
        servers = List.copyOf(builder.servers);
        joining = List.copyOf(builder.joining);
        duration = builder.duration;
        warmUp = builder.warmUp;
        load = builder.load;
        fixedLoad = builder.fixedLoad;
        fixedRate = builder.fixedRate;
        tmms = List.copyOf(builder.tmms);
        lengths = builder.lengths;
        shifts = List.copyOf(builder.shifts);
        events = List.copyOf(builder.events);
        watched = builder.watched;
    }

    /**
     * Begins a scenario of 500 s, of which 80 s are warm-up.
     *
     * @param servers names of their profiles, in the pool's order
     * @throws IllegalArgumentException when there is none
     */
    public static ScenarioBuilder of(String name, List<String> servers) {
        return new ScenarioBuilder(name, servers);
    }

    /**
     * The same for another duration; what happens behind its end is left out.
     *
     * @param whole while requests come
     * @param unmeasured of it, at the beginning
     * @throws IllegalArgumentException when the warm-up is negative or no shorter than the whole
     */
    public Scenario lasting(Duration whole, Duration unmeasured) {
        ScenarioBuilder builder = new ScenarioBuilder(name, servers).lasts(whole, unmeasured);
        builder.description = description;
        builder.joining.addAll(joining);
        builder.load = load;
        builder.fixedLoad = fixedLoad;
        builder.fixedRate = fixedRate;
        builder.tmms = tmms;
        builder.lengths = lengths;
        events.stream().filter(event -> event.at().compareTo(whole) <= 0).forEach(builder.events::add);
        shifts.stream().filter(shift -> shift.at().compareTo(whole) <= 0).forEach(builder.shifts::add);
        builder.watched = watched.filter(span -> span.until().compareTo(whole) <= 0);
        return builder.build();
    }

    /** As the command line has it. */
    public String name() {
        return name;
    }

    /** What happens, in a sentence. */
    public String description() {
        return description;
    }

    /** Names of the profiles of the servers that are there from the start, in the pool's order. */
    public List<String> servers(Model model) {
        return servers.stream().map(model::equivalent).toList();
    }

    /** The same, with those behind them that join later. */
    public List<String> serversInTheEnd(Model model) {
        return Stream.concat(servers.stream(), joining.stream())
                .map(model::equivalent)
                .toList();
    }

    /** What people call each of {@link #serversInTheEnd}: its profile, and a number among those of its kind, from 1. */
    public List<String> serverNames() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        return Stream.concat(servers.stream(), joining.stream())
                .map(profile -> profile + "-" + counts.merge(profile, 1, Integer::sum))
                .toList();
    }

    /** A server, idle at time 0. */
    public ServerModel server(String profile, Model model, long seed) {
        return new ServerModel(ServerOptions.of(model.profile(profile), "model")
                .withPrefixCache(false)
                .withSeed(seed));
    }

    /** How long requests come; those of the first {@link #warmUp} are not measured. */
    public Duration duration() {
        return duration;
    }

    /** How long no request is measured. */
    public Duration warmUp() {
        return warmUp;
    }

    /** The numbers of TMMs to run it with, unless somebody says otherwise. */
    public List<Integer> tmms() {
        return tmms;
    }

    /** The load to run it at, unless somebody says otherwise. */
    public OptionalDouble usualLoad() {
        return load;
    }

    /** The load of a run: the wanted one, but for scenarios that have a load or a rate of their own. */
    public double load(Model model, Traffic traffic, double wanted) {
        if (fixedRate.isPresent()) {
            return fixedRate.getAsDouble() / capacity(model, lengths(model, traffic));
        }
        return fixedLoad.orElse(wanted);
    }

    /** What each of {@link #serversInTheEnd} can do at most of the requests of the beginning, in requests per second. */
    public List<Double> capacities(Model model, Traffic traffic) {
        String requests = lengths(model, traffic);
        return serversInTheEnd(model).stream()
                .map(profile -> model.saturation(profile, requests))
                .toList();
    }

    /** The requests of a run, without end. */
    public Iterator<Arrival> arrivals(Model model, Traffic traffic, double load, long seed) {
        Iterator<Arrival> arrivals = arrivals(model, traffic, lengths(model, traffic), load, seed);
        for (int i = 0; i < shifts.size(); i++) {
            Shift shift = shifts.get(i);
            Iterator<Arrival> next = arrivals(model, traffic, shift.lengths, load, seed + i + 1);
            arrivals = Requests.then(arrivals, next, shift.at.toNanos());
        }
        return arrivals;
    }

    /** What happens, in order of time. */
    public List<Event> events() {
        return events;
    }

    /**
     * When the change happens that figures are wanted about, and when what it does is over: the backlog before and at the
     * end, and the times to the first token in the minute after it.
     */
    public Optional<Span> watched() {
        return watched;
    }

    @Override
    public String toString() {
        return name;
    }

    private Iterator<Arrival> arrivals(Model model, Traffic traffic, String requests, double load, long seed) {
        int most = serversInTheEnd(model).stream()
                .map(model::profile)
                .mapToInt(VllmProfile::maxModelLength)
                .min()
                .orElseThrow();
        return Requests.cutTo(most, traffic.arrivals(requests, load * capacity(model, requests), seed));
    }

    /** Of the servers that are there from the start. */
    private double capacity(Model model, String requests) {
        double sum = 0;
        for (String profile : servers(model)) {
            sum += model.saturation(profile, requests);
        }
        return sum;
    }

    private String lengths(Model model, Traffic traffic) {
        return traffic.replayed().orElse(lengths.orElse(model.lengths()));
    }
}
