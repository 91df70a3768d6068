package io.llmlb.app.demo;

import io.llmlb.app.plot.Columns;
import io.llmlb.app.plot.Plot;
import io.llmlb.app.simulate.ServersPlot;
import io.llmlb.sim.live.TrafficResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Each pool's ratios over time, and the time to first token of each of its requests by when it arrived. */
final class DemoPlot {
    private static final int WIDTH = 1100;
    private static final int PANEL_HEIGHT = 210;

    private DemoPlot() {}

    static String svg(DemoResult result) {
        Columns shares = new Columns("panel", "server", "second", "value");
        Columns waits = new Columns("panel", "server", "second", "value");
        Map<String, String> labels = new LinkedHashMap<>();
        result.moments()
                .forEach(moment -> moment.members().forEach(member -> {
                    labels.putIfAbsent(member.address(), member.label());
                    shares.add(share(member.pool()), member.label(), moment.second(), 100 * member.share());
                }));
        for (Phase phase : result.phases()) {
            for (TrafficResult request : phase.results()) {
                String label = labels.get(request.pod());
                if (request.completed() && label != null) {
                    waits.add(
                            wait(pool(request)),
                            label,
                            request.arrival().toMillis() / 1e3,
                            (request.kind().streamed() ? request.timeToFirstToken() : request.endToEnd()).toMillis()
                                    / 1e3);
                }
            }
        }
        List<String> servers = new ArrayList<>(labels.values());
        List<Double> begins = result.phases().stream()
                .map(phase -> phase.from().toMillis() / 1e3)
                .toList();
        String names =
                String.join(", ", result.phases().stream().map(Phase::name).toList());
        Map<String, Object> mapping = Plot.of("x", "second", "y", "value", "color", "server");
        return new Plot("Shares by ratio, and times", names, "Dashed: where a phase begins.")
                .layer(
                        "vline",
                        Plot.of("at", begins),
                        Plot.of("xintercept", "at"),
                        "color",
                        Plot.FAINT,
                        "linetype",
                        "dashed")
                .layer("step", shares.data(), mapping, "size", 1.1)
                .layer("point", waits.data(), mapping, "size", 1.6, "alpha", 0.7)
                .scale("x", "name", "seconds")
                .scale("y", "name", "", "limits", List.of(0))
                .scale("color", "name", "", "discrete", true, "limits", servers, "values", ServersPlot.colours(servers))
                .panels("panel", 2)
                .svg(WIDTH, 140 + PANEL_HEIGHT * DemoPool.values().length);
    }

    private static DemoPool pool(TrafficResult request) {
        for (DemoPool pool : DemoPool.values()) {
            if (pool.kind() == request.kind()) {
                return pool;
            }
        }
        throw new IllegalStateException("no pool takes " + request.kind());
    }

    private static String share(DemoPool pool) {
        return Plot.panel(2 * pool.place(), pool.word() + ": share by ratio, %");
    }

    private static String wait(DemoPool pool) {
        return Plot.panel(
                2 * pool.place() + 1,
                pool.word() + (pool.kind().streamed() ? ": time to first token, s" : ": time to the whole answer, s"));
    }
}
