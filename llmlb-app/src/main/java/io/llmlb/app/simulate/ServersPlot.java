package io.llmlb.app.simulate;

import io.llmlb.app.plot.Columns;
import io.llmlb.app.plot.Plot;
import io.llmlb.sim.lab.experiment.Conditions;
import io.llmlb.sim.lab.experiment.Recording;
import io.llmlb.sim.lab.experiment.Track;
import io.llmlb.sim.lab.scenario.Event;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every server's ratio and requests in flight over time, for one seed of each policy. */
public final class ServersPlot {
    private static final int MOST_POINTS = 250;
    private static final int WIDTH = 1200;

    private final Columns ratios = new Columns("panel", "server", "second", "value");
    private final Columns inFlight = new Columns("panel", "server", "second", "value");

    private ServersPlot() {}

    /**
     * Draws it.
     *
     * @param recordings of one set of conditions and one seed, one for each policy
     */
    static String svg(List<Recording> recordings) {
        ServersPlot plot = new ServersPlot();
        for (int number = 0; number < recordings.size(); number++) {
            Recording recording = recordings.get(number);
            String policy = recording.row().policy();
            for (Track track : recording.tracks()) {
                plot.ratio(Plot.panel(2 * number, policy + ": ratio"), track);
                plot.inFlight(Plot.panel(2 * number + 1, policy + ": requests in flight"), track);
            }
        }
        return plot.draw(recordings);
    }

    private void ratio(String panel, Track track) {
        int last = -1;
        Track.Point before = null;
        for (Track.Point point : track.points()) {
            if (point.ratio() != last) {
                ratios.add(panel, track.server(), point.second(), point.ratio());
                last = point.ratio();
            }
            before = point;
        }
        if (before != null) {
            ratios.add(panel, track.server(), before.second(), before.ratio());
        }
    }

    /** Means of as many seconds as it takes to come down to a number of points that a picture can show. */
    private void inFlight(String panel, Track track) {
        int step = 1 + track.points().size() / MOST_POINTS;
        for (int from = 0; from < track.points().size(); from += step) {
            List<Track.Point> some = track.points()
                    .subList(from, Math.min(from + step, track.points().size()));
            double sum = 0;
            for (Track.Point point : some) {
                sum += point.inFlight();
            }
            inFlight.add(panel, track.server(), some.get(0).second(), sum / some.size());
        }
    }

    private String draw(List<Recording> recordings) {
        Conditions conditions = recordings.get(0).row().conditions();
        List<String> servers = conditions.scenario().serverNames();
        List<Double> events = conditions.scenario().events().stream()
                .map(Event::at)
                .map(at -> at.toMillis() / 1000.0)
                .distinct()
                .toList();
        Map<String, Object> mapping = Plot.of("x", "second", "y", "value", "color", "server");
        Plot plot = new Plot(
                Headline.of(conditions, List.of(recordings.get(0).row().seed())),
                conditions.scenario().description(),
                events.isEmpty() ? "" : "Dashed: when something happens.");
        if (!events.isEmpty()) {
            plot.layer(
                    "vline",
                    Plot.of("at", events),
                    Plot.of("xintercept", "at"),
                    "color",
                    Plot.FAINT,
                    "linetype",
                    "dashed");
        }
        return plot.layer("step", ratios.data(), mapping, "size", 0.8)
                .layer("line", inFlight.data(), mapping, "size", 0.6)
                .scale("x", "name", "seconds")
                .scale("y", "name", "", "limits", List.of(0))
                .scale("color", "name", "", "discrete", true, "limits", servers, "values", colours(servers))
                .panels("panel", 2)
                .svg(WIDTH, 140 + 190 * recordings.size());
    }

    /** A hue for each kind of server, a shade for each server of a kind. */
    public static List<String> colours(List<String> servers) {
        int[][] hues = {{21, 101, 192}, {239, 108, 0}, {46, 125, 50}, {106, 27, 154}, {198, 40, 40}, {84, 110, 122}};
        Map<String, List<String>> kinds = new LinkedHashMap<>();
        for (String server : servers) {
            kinds.computeIfAbsent(kind(server), kind -> new ArrayList<>()).add(server);
        }
        Map<String, String> colours = new LinkedHashMap<>();
        int hue = 0;
        for (List<String> kind : kinds.values()) {
            int[] rgb = hues[hue++ % hues.length];
            for (int i = 0; i < kind.size(); i++) {
                double light = 0.6 * i / kind.size();
                colours.put(kind.get(i), "#" + hex(rgb[0], light) + hex(rgb[1], light) + hex(rgb[2], light));
            }
        }
        return servers.stream()
                .map(server -> colours.getOrDefault(server, Plot.INK))
                .toList();
    }

    private static String kind(String server) {
        return server.substring(0, server.lastIndexOf('-'));
    }

    private static String hex(int colour, double light) {
        String digits = Integer.toHexString((int) Math.round(colour + (255 - colour) * light));
        return digits.length() < 2 ? "0" + digits : digits;
    }
}
