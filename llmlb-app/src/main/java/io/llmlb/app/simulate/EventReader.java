package io.llmlb.app.simulate;

import io.llmlb.app.config.Section;
import io.llmlb.app.config.Values;
import io.llmlb.sim.lab.scenario.Model;
import io.llmlb.sim.lab.scenario.ScenarioBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the entries of {@code events}. A server is called by its profile and its number among those of that profile, such
 * as {@code a100-2}; those that join are counted on in the order of the file.
 */
final class EventReader {
    private static final List<String> EVENTS =
            List.of("slow", "join", "leave", "restart", "unscraped", "frozen", "outage", "as3-reset", "lengths");

    private final ScenarioBuilder builder;
    private final Duration duration;
    private final List<String> names = new ArrayList<>();
    private final Map<String, Integer> counts = new HashMap<>();

    EventReader(ScenarioBuilder builder, List<String> servers, Duration duration) {
        this.builder = builder;
        this.duration = duration;
        servers.forEach(this::name);
    }

    void read(Section section) {
        Duration at = section.required("at", this::time).orElse(Duration.ZERO);
        Optional<String> event = section.required("event", EventReader::known);
        switch (event.orElse("")) {
            case "slow" -> {
                Optional<Double> factor = section.required("factor", text -> Values.number(text, 0.01, 1000));
                lasting(section, at)
                        .ifPresent(until -> server(section)
                                .ifPresent(
                                        server -> factor.ifPresent(times -> builder.slow(server, times, at, until))));
            }
            case "join" ->
                section.required("profile", EventReader::profile).ifPresent(profile -> {
                    ScenarioFile.attempt(section, "profile", () -> builder.join(profile, at));
                    name(profile);
                });
            case "leave" -> server(section).ifPresent(server -> builder.leave(server, at));
            case "restart" -> {
                Optional<Duration> away = section.required("for", Values::duration);
                server(section).ifPresent(server -> away.ifPresent(time -> builder.restart(server, at, time)));
            }
            case "unscraped" ->
                lasting(section, at)
                        .ifPresent(until -> server(section).ifPresent(server -> builder.unscraped(server, at, until)));
            case "frozen" ->
                lasting(section, at)
                        .ifPresent(until -> server(section).ifPresent(server -> builder.frozen(server, at, until)));
            case "outage" -> lasting(section, at).ifPresent(until -> builder.outage(at, until));
            case "as3-reset" -> builder.as3Reset(at);
            case "lengths" -> section.required("trace", trace -> builder.lengths(trace, at));
            default -> {}
        }
        if (event.isPresent()) { // else nobody knows which keys it has
            section.end();
        }
    }

    /** When what begins at a time is over; without {@code for} at the end of the run. */
    private Optional<Duration> lasting(Section section, Duration at) {
        Duration rest = duration.minus(at);
        Duration time = section.optional("for", Values::duration).orElse(rest);
        if (time.isZero() || time.compareTo(rest) > 0) {
            section.problem("for", "this is more than 0, and over before the end of the run");
            return Optional.empty();
        }
        return Optional.of(at.plus(time));
    }

    private Optional<Integer> server(Section section) {
        return section.required("server", text -> {
            int number = names.indexOf(text);
            if (number < 0) {
                throw new IllegalArgumentException(
                        "there is no server \"" + text + "\": they are " + String.join(", ", names));
            }
            return number;
        });
    }

    private Duration time(String text) {
        Duration time = Values.duration(text);
        if (time.compareTo(duration) >= 0) {
            throw new IllegalArgumentException(
                    "this is before the end of the run, at " + duration.toSeconds() + " s, but it is \"" + text + "\"");
        }
        return time;
    }

    private void name(String profile) {
        names.add(profile + "-" + counts.merge(profile, 1, Integer::sum));
    }

    private static String known(String text) {
        if (!EVENTS.contains(text)) {
            throw new IllegalArgumentException(
                    "there is no event \"" + text + "\": they are " + String.join(", ", EVENTS));
        }
        return text;
    }

    private static String profile(String name) {
        Model.VLLM.profile(name);
        return name;
    }
}
