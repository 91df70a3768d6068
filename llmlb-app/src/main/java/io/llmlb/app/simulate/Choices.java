package io.llmlb.app.simulate;

import io.llmlb.app.config.ConfigException;
import io.llmlb.sim.lab.control.Delays;
import io.llmlb.sim.lab.experiment.Conditions;
import io.llmlb.sim.lab.scenario.Model;
import io.llmlb.sim.lab.scenario.Scenario;
import io.llmlb.sim.lab.scenario.Scenarios;
import io.llmlb.sim.lab.scenario.Traffic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * What somebody wants to see simulated.
 *
 * @param loads empty for each scenario's own, or 0.9
 * @param tmms empty for each scenario's own
 * @param idle for how long idle connections count; 0 for not at all
 */
public record Choices(
        List<Scenario> scenarios,
        Model model,
        Traffic traffic,
        List<Double> loads,
        List<Integer> tmms,
        Delays delays,
        Duration idle) {
    private static final double USUAL_LOAD = 0.9;
    private static final int MOST_SEEDS = 10_000;
    private static final Pattern SEEDS = Pattern.compile("(?:(\\d{1,9})-)?(\\d{1,9})");

    /**
     * Every scenario with every load and every number of TMMs. A scenario that has a load of its own comes once.
     *
     * @throws IllegalArgumentException when the model has no such servers
     */
    public List<Conditions> conditions() {
        Set<Conditions> all = new LinkedHashSet<>();
        for (Scenario scenario : scenarios) {
            List<Double> wanted = loads.isEmpty() ? List.of(scenario.usualLoad().orElse(USUAL_LOAD)) : loads;
            for (double load : wanted) {
                for (int count : tmms.isEmpty() ? scenario.tmms() : tmms) {
                    all.add(new Conditions(scenario, model, traffic, load, count, delays, idle));
                }
            }
        }
        return List.copyOf(all);
    }

    /**
     * The scenarios of these names; a name is one of {@link Scenarios}, {@code all}, or a file.
     *
     * @throws IllegalArgumentException when there is none of a name
     * @throws ConfigException when a file is wrong
     */
    public static List<Scenario> scenarios(List<String> names) {
        List<Scenario> all = new ArrayList<>();
        for (String name : names) {
            if (name.equals("all")) {
                all.addAll(Scenarios.ALL);
            } else {
                all.add(isFile(name) ? ScenarioFile.read(Path.of(name)) : named(name));
            }
        }
        return all.stream().distinct().toList();
    }

    private static boolean isFile(String name) {
        return name.contains("/") || name.endsWith(".yaml") || name.endsWith(".yml");
    }

    private static Scenario named(String name) {
        try {
            return Scenarios.named(name);
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException(unknown.getMessage() + "; all, or a file that ends in .yaml", unknown);
        }
    }

    /**
     * Seeds: 1 to a number, or from one to another.
     *
     * @throws IllegalArgumentException when it is neither
     */
    public static List<Long> seeds(String text) {
        Matcher form = SEEDS.matcher(text.strip());
        if (form.matches()) {
            long from = form.group(1) == null ? 1 : Long.parseLong(form.group(1));
            long to = Long.parseLong(form.group(2));
            if (from <= to && to - from < MOST_SEEDS) {
                return LongStream.rangeClosed(from, to).boxed().toList();
            }
        }
        throw new IllegalArgumentException(
                "seeds are how many, such as 8, or from which to which, such as 201-208, but this is \"" + text + "\"");
    }

    /**
     * A number.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static double number(String text) {
        try {
            return Double.parseDouble(text.strip());
        } catch (NumberFormatException notOne) {
            throw new IllegalArgumentException("this is a number, but it is \"" + text + "\"", notOne);
        }
    }
}
