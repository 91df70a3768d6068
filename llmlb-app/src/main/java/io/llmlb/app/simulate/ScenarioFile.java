package io.llmlb.app.simulate;

import io.llmlb.app.config.ConfigException;
import io.llmlb.app.config.Section;
import io.llmlb.app.config.Values;
import io.llmlb.app.config.YamlFile;
import io.llmlb.sim.lab.scenario.Model;
import io.llmlb.sim.lab.scenario.Scenario;
import io.llmlb.sim.lab.scenario.ScenarioBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A scenario as a YAML file.
 *
 * <pre>{@code
 * description: An upgrade, one server after the other.
 * servers: {h100: 2, a100: 4}
 * duration: 400s
 * warmUp: 80s
 * load: 0.8
 * events:
 *   - {at: 120s, event: restart, server: a100-1, for: 60s}
 *   - {at: 240s, event: slow, server: h100-2, factor: 2.5, for: 30s}
 * watch: {at: 120s, for: 200s}
 * }</pre>
 */
public final class ScenarioFile {
    private final Path path;
    private final YamlFile file;

    private ScenarioFile(Path path) {
        this.path = path;
        this.file = YamlFile.plain(path);
    }

    /**
     * Reads a file. The scenario has the file's name unless it names itself.
     *
     * @throws ConfigException naming everything that is missing, misspelt or wrong, with line and column
     */
    public static Scenario read(Path path) {
        return new ScenarioFile(path).read();
    }

    private Scenario read() {
        Section root = file.root();
        String name = root.optional("name", Function.identity()).orElse(nameOf(path));
        Optional<String> description = root.optional("description", Function.identity());
        List<String> servers = servers(root);
        ScenarioBuilder builder = Scenario.of(name, servers.isEmpty() ? List.of("a100") : servers);
        description.ifPresent(builder::description);
        Duration duration = root.optional("duration", Values::wholeSeconds).orElse(Duration.ofSeconds(500));
        Duration warmUp = root.optional("warmUp", Values::duration).orElse(duration.dividedBy(6));
        attempt(root, "duration", () -> builder.lasts(duration, warmUp));
        root.optional("load", text -> builder.load(Values.number(text, 0.01, 10)));
        root.values("tmms")
                .ifPresent(counts -> attempt(
                        root,
                        "tmms",
                        () -> builder.tmms(counts.stream()
                                .map(text -> Values.integer(text, 1, 128))
                                .toList())));
        root.optional("lengths", builder::lengths);
        if (root.keys().contains("events")) {
            EventReader events = new EventReader(builder, servers, duration);
            root.list("events").forEach(events::read);
        }
        root.section("watch").ifPresent(watch -> watch(watch, builder, duration));
        root.end();
        file.throwIfWrong();
        return builder.build();
    }

    private static List<String> servers(Section root) {
        List<String> all = new ArrayList<>();
        root.requiredSection("servers").ifPresent(section -> {
            for (String profile : section.keys()) {
                section.optional(profile, text -> count(profile, text))
                        .ifPresent(count -> all.addAll(Collections.nCopies(count, profile)));
            }
            if (section.keys().isEmpty() || all.size() > 100) {
                root.problem("servers", "a scenario has 1 to 100 servers");
            }
        });
        return all.size() > 100 ? all.subList(0, 100) : all;
    }

    private static int count(String profile, String text) {
        Model.VLLM.profile(profile);
        return Values.integer(text, 1, 100);
    }

    private static void watch(Section section, ScenarioBuilder builder, Duration duration) {
        Optional<Duration> at = section.required("at", Values::duration);
        Optional<Duration> lasting = section.required("for", Values::duration);
        section.end();
        if (at.isPresent() && lasting.isPresent()) {
            Duration until = at.get().plus(lasting.get());
            if (until.compareTo(duration) > 0) {
                section.problem("for", "this is over only behind the end of the run");
            } else {
                attempt(section, "for", () -> builder.watch(at.get(), until));
            }
        }
    }

    /** Does something, and notes where in the file it is that it cannot be done. */
    static void attempt(Section section, String key, Runnable action) {
        try {
            action.run();
        } catch (IllegalArgumentException wrong) {
            section.problem(key, String.valueOf(wrong.getMessage()));
        }
    }

    private static String nameOf(Path path) {
        Path last = path.getFileName();
        return last == null ? "scenario" : last.toString().replaceAll("\\.ya?ml$", "");
    }
}
