package io.llmlb.app.demo;

import io.llmlb.sim.live.TrafficResult;
import io.llmlb.sim.live.TrafficSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** How a demo stands, for a terminal: in one line, or as a table of members that fits into 80 columns. */
final class Board {
    /** Over how many of the last answers times are told. */
    private static final int LATEST = 50;

    private final Act act;
    private final Duration whole;
    private final Moment moment;
    private final TrafficSnapshot traffic;

    Board(Act act, Duration whole, Moment moment, TrafficSnapshot traffic) {
        this.act = act;
        this.whole = whole;
        this.moment = moment;
        this.traffic = traffic;
    }

    /** How much is done, 0 to 1. */
    double part() {
        return Math.min(1, moment.second() * 1000 / whole.toMillis());
    }

    String headline() {
        return String.format(
                Locale.ROOT,
                "%d of %d s  %s: %s",
                Math.min(whole.toSeconds(), Math.round(moment.second())),
                whole.toSeconds(),
                act.name(),
                act.words());
    }

    /** Everything in one line. */
    String line() {
        String ratios = Arrays.stream(DemoPool.values())
                .map(pool -> moment.members().stream()
                        .filter(member -> member.pool() == pool)
                        .map(member -> Integer.toString(member.ratio()))
                        .collect(Collectors.joining(":")))
                .collect(Collectors.joining("  "));
        return String.format(
                Locale.ROOT,
                "%3d s  %-16s  ratios %-16s  in flight %3d  done %4d  lost %d  TTFT p90 %s",
                Math.min(whole.toSeconds(), Math.round(moment.second())),
                act.name(),
                ratios,
                traffic.inFlight(),
                traffic.completed(),
                traffic.failed(),
                DemoResult.seconds(latest(traffic.results())));
    }

    /** A line for each member, and one for all. */
    List<String> table() {
        List<String> lines = new ArrayList<>();
        lines.add(row("pool", "member", "ratio", "share", "in flight", "answered", "TTFT p90"));
        DemoPool above = null;
        for (Moment.Standing member : moment.members()) {
            List<TrafficResult> its = traffic.results().stream()
                    .filter(result -> result.pod().equals(member.address()))
                    .toList();
            lines.add(row(
                    member.pool() == above ? "" : member.pool().word(),
                    member.label(),
                    Integer.toString(member.ratio()),
                    String.format(Locale.ROOT, "%.0f %%", 100 * member.share()),
                    Integer.toString(member.inFlight()),
                    Integer.toString(its.size()),
                    member.pool().kind().streamed() ? DemoResult.seconds(latest(its)) : "whole"));
            above = member.pool();
        }
        lines.add("");
        lines.add(String.format(
                Locale.ROOT,
                "answered %d, in flight %d, lost %d",
                traffic.completed(),
                traffic.inFlight(),
                traffic.failed()));
        return lines;
    }

    private static String row(
            String pool, String member, String ratio, String share, String inFlight, String answered, String first) {
        return String.format(
                Locale.ROOT, "%-13s %-8s %6s %6s %10s %9s %10s", pool, member, ratio, share, inFlight, answered, first);
    }

    private static OptionalDouble latest(List<TrafficResult> results) {
        List<TrafficResult> streamed =
                results.stream().filter(result -> result.kind().streamed()).toList();
        List<TrafficResult> last = streamed.subList(Math.max(0, streamed.size() - LATEST), streamed.size());
        return new Phase("", Duration.ZERO, Duration.ZERO, last).timeToFirstToken(0.9);
    }
}
