package io.llmlb.app.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.app.faults.RawServer.Shape;
import java.time.Duration;
import java.util.List;

/** Metrics fail, or lie. */
final class MetricsRows {
    private static final String HELD = "The last ratios stay for 60 s, then go to the usual ones in 60 s.";

    /** Prometheus is asked again after a quarter of the time for which it failed, and had scraped 5 s before at most. */
    private static final int PROMETHEUS = (int) Row.LONG.toSeconds() / 4 + 5 + Row.NEXT;

    private MetricsRows() {}

    static List<Row> all() {
        return List.of(
                servers("All servers refuse the connection", Shape.REFUSED, Plan.USUAL, "no server answered"),
                servers("All servers answer 500", Shape.ERROR_500, Plan.USUAL, "500"),
                servers("All servers answer with an HTML page", Shape.HTML, Plan.USUAL, "HTML"),
                servers("All servers reset the connection", Shape.RESET, Plan.USUAL, "the connection broke"),
                servers("All servers hang", Shape.HANG, Plan.USUAL.impatientForMetrics(), "timed out"),
                servers(
                        "Slow loris: pages that trickle and never end",
                        Shape.TRICKLE,
                        Plan.USUAL.impatientForMetrics(),
                        "timed out"),
                servers("Pages that end in the middle", Shape.TRUNCATED, Plan.USUAL, "the connection broke"),
                servers("Pages of 80 MB", Shape.HUGE, Plan.USUAL, "larger than 4 MB"),
                scraped(
                        "Values are NaN",
                        "no evidence",
                        rig -> rig.servers().value("vllm:", "NaN"),
                        rig -> rig.servers().value("", "")),
                scraped(
                        "Values are infinite",
                        "no evidence",
                        rig -> rig.servers().value("vllm:", "+Inf"),
                        rig -> rig.servers().value("", "")),
                Row.blocking(
                        "Only the length of the queue is NaN",
                        "The last number counts for 2 minutes, then the ratios are held.",
                        Row.NEXT,
                        Plan.USUAL,
                        "",
                        rig -> rig.servers().value("vllm:num_requests_waiting", "NaN"),
                        rig -> rig.servers().value("", "")),
                scraped(
                        "Servers serve another model",
                        "with metrics of other",
                        rig -> rig.servers().model("other"),
                        rig -> rig.servers().model(Metrics.MODEL)),
                Row.event(
                        "Values are negative or absurd (1e300)",
                        "Brought into the range of the possible; ratios stay within bounds.",
                        Row.NEXT,
                        Plan.USUAL,
                        rig -> {
                            rig.servers().value("vllm:", "-1e300");
                            rig.beatFor(Duration.ofSeconds(10));
                            rig.servers().value("vllm:", "1e300");
                            rig.beatFor(Duration.ofSeconds(10));
                            rig.servers().value("", "");
                            rig.reload();
                        }),
                Row.event(
                        "Values are frozen while the pages are served",
                        "Cannot be told from calm; the ratios stay what they are.",
                        Row.NEXT,
                        Plan.USUAL,
                        rig -> {
                            List<Integer> before = rig.ratios();
                            rig.servers().freeze(true);
                            rig.reload();
                            rig.beatFor(Row.LONG);
                            assertThat(rig.ratios()).isEqualTo(before);
                            rig.servers().freeze(false);
                        }),
                Row.event(
                        "A server restarts, its counters begin at zero",
                        "Counters are never read backwards; it begins at 0.3 of its share.",
                        30 + Row.NEXT,
                        Plan.USUAL,
                        rig -> {
                            rig.servers().restart(1);
                            rig.reload();
                        }),
                oneHangs(),
                prometheus("Prometheus is down", "connection refused", rig -> rig.metrics.shape(Shape.REFUSED)),
                prometheus("Prometheus answers 500", "500", rig -> rig.metrics.shape(Shape.ERROR_500)),
                prometheus("Prometheus answers with a log-in page", "HTML", rig -> rig.metrics.shape(Shape.HTML)),
                prometheus(
                        "Prometheus' answer ends in the middle",
                        "the connection broke",
                        rig -> rig.metrics.shape(Shape.TRUNCATED)),
                prometheus("Prometheus answers with 80 MB", "larger than", rig -> rig.metrics.shape(Shape.HUGE)),
                prometheus("Thanos warns and leaves a member out", "store is down", rig -> {
                    rig.prometheus().warn("a store is down");
                }),
                prometheus(
                        "Prometheus scrapes no more",
                        "no evidence",
                        rig -> rig.prometheus().stopScraping(true)),
                prometheus(
                        "Prometheus has series of another model only",
                        "no metrics of model",
                        rig -> rig.prometheus().model("other")),
                prometheus(
                        "No series belongs to a member (addresses are not mapped)",
                        "no metrics of model",
                        rig -> rig.prometheus().shiftPorts(1)));
    }

    private static Row servers(String breaks, Shape shape, Plan plan, String told) {
        return Row.blocking(
                breaks,
                HELD,
                Row.NEXT,
                plan,
                told,
                rig -> rig.metrics.shape(shape),
                rig -> rig.metrics.shape(Shape.FINE));
    }

    private static Row scraped(String breaks, String told, Row.Deed begin, Row.Deed end) {
        return Row.blocking(breaks, HELD, Row.NEXT, Plan.USUAL, told, begin, end);
    }

    private static Row oneHangs() {
        return new Row(
                "One of three servers hangs",
                "The others are followed in every cycle; the one that is silent for 15 s gets its usual share.",
                Row.NEXT,
                Plan.USUAL.impatientForMetrics(),
                rig -> {
                    rig.settled();
                    rig.servers().shape(1, Shape.HANG);
                    rig.reload();
                    rig.beatFor(Duration.ofSeconds(20));
                    rig.told("no fresh samples, so as usual");
                    assertThat(rig.ratios().get(2)).isGreaterThan(rig.ratios().get(0));
                    rig.servers().shape(1, Shape.FINE);
                    return rig.untilRight();
                });
    }

    private static Row prometheus(String breaks, String told, Row.Deed begin) {
        return Row.blocking(
                breaks,
                HELD + " Asked again after a quarter of the time for which it failed, at most 30 s.",
                PROMETHEUS,
                Plan.USUAL.withPrometheus(),
                told,
                begin,
                rig -> {
                    rig.metrics.shape(Shape.FINE);
                    rig.prometheus().warn("");
                    rig.prometheus().stopScraping(false);
                    rig.prometheus().model(Metrics.MODEL);
                    rig.prometheus().shiftPorts(0);
                });
    }
}
