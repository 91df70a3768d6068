package io.llmlb.sim.lab.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A stage that only writes down what is done on it, and when. */
final class Script implements Stage {
    private final List<String> lines = new ArrayList<>();
    private long seconds;

    static List<String> of(Scenario scenario) {
        Script script = new Script();
        for (Event event : scenario.events()) {
            script.seconds = event.at().toSeconds();
            event.act().accept(script);
        }
        return script.lines;
    }

    private void line(Object... words) {
        StringBuilder line = new StringBuilder().append(seconds);
        for (Object word : words) {
            line.append(' ').append(word);
        }
        lines.add(line.toString());
    }

    @Override
    public void slow(int server, double factor) {
        line("slow", server, factor);
    }

    @Override
    public void join() {
        line("join");
    }

    @Override
    public void leave(int server) {
        line("leave", server);
    }

    @Override
    public void restart(int server, Duration away) {
        line("restart", server, away.toSeconds());
    }

    @Override
    public void redeclare() {
        line("redeclare");
    }

    @Override
    public void scraped(int server, boolean now) {
        line("scraped", server, now);
    }

    @Override
    public void frozen(int server, boolean now) {
        line("frozen", server, now);
    }

    @Override
    public void outage(boolean now) {
        line("outage", now);
    }
}
