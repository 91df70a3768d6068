package io.llmlb.app.faults;

import io.llmlb.sim.model.bigip.ManagementFault;
import io.llmlb.sim.model.bigip.ManagementFault.Kind;
import java.time.Duration;
import java.util.List;

/** The device's management interface fails. */
final class DeviceRows {
    /** "connection reset", or where Java notices the end first "the connection closed". */
    private static final String RESET = "connection ";

    private static final String TRAFFIC_FLOWS =
            "Traffic flows on by the last ratios; the device is asked again after 2, 4," + " 8 and then every 15 s.";

    private DeviceRows() {}

    static List<Row> all() {
        return List.of(
                fault("404, the path is not registered (the device boots)", Kind.NOT_REGISTERED, "not registered"),
                fault("503, an asynchronous task is active", Kind.BUSY, "active asynchronous task"),
                fault("500, mcpd is lost", Kind.MCPD_LOST, "mcpd has been lost"),
                fault("503 with an HTML page (Configuration Utility restarting)", Kind.HTML_503, "restarting"),
                fault("500 with an HTML page", Kind.HTML_500, "AsyncContext timeout"),
                fault("Connections are reset", Kind.RESET, RESET),
                fault("JSON that ends in the middle", Kind.TRUNCATED, "connection"),
                fault("200 with an empty body", Kind.EMPTY, "empty body"),
                fault("An answer of 20 MB", Kind.HUGE, "larger than 16 MB"),
                slow("The device hangs: no answer at all", Kind.HANG),
                slow("Slow loris: an answer that trickles and never ends", Kind.TRICKLE),
                Row.blocking(
                        "Answers take longer than the time-out",
                        TRAFFIC_FLOWS,
                        Row.AFTER_PAUSE,
                        Plan.USUAL.impatient(),
                        "no answer within 1 s",
                        rig -> rig.device().latency(Duration.ofSeconds(3)),
                        rig -> rig.device().latency(Duration.ZERO)),
                onWrites("Reads work, writes answer 503", Kind.BUSY, Plan.USUAL, "active asynchronous task"),
                onWrites("Reads work, writes hang", Kind.HANG, Plan.USUAL.impatient(), "no answer within 1 s"),
                onWrites("Reads work, writes reset the connection", Kind.RESET, Plan.USUAL, RESET),
                Row.blocking(
                        "The management interface is down (connection refused)",
                        TRAFFIC_FLOWS,
                        Row.AFTER_PAUSE,
                        Plan.USUAL,
                        "connection refused",
                        rig -> rig.device().stop(),
                        rig -> rig.device().start()),
                Row.blocking(
                        "The device restarts between a cycle's read and its write",
                        TRAFFIC_FLOWS + " What was read before is not used again.",
                        Row.AFTER_PAUSE,
                        Plan.USUAL,
                        "connection refused",
                        rig -> rig.metrics.atNextQuestion(() -> rig.device().stop()),
                        rig -> rig.device().start()),
                Row.blocking(
                        "Another certificate is presented; then the operator configures its fingerprint",
                        "Nothing is sent to it, no password either; the log tells the new fingerprint.",
                        Row.NEXT,
                        Plan.USUAL,
                        "is not accepted, since",
                        Rig::replaceDevice,
                        Rig::restartController));
    }

    private static Row fault(String breaks, Kind kind, String told) {
        return Row.blocking(
                breaks,
                TRAFFIC_FLOWS,
                Row.AFTER_PAUSE,
                Plan.USUAL,
                told,
                rig -> rig.device().fault(ManagementFault.of(kind)),
                rig -> rig.device().clearFaults());
    }

    private static Row slow(String breaks, Kind kind) {
        return Row.blocking(
                breaks,
                TRAFFIC_FLOWS,
                Row.AFTER_PAUSE,
                Plan.USUAL.impatient(),
                "no answer within 1 s",
                rig -> rig.device().fault(ManagementFault.of(kind)),
                rig -> rig.device().clearFaults());
    }

    private static Row onWrites(String breaks, Kind kind, Plan plan, String told) {
        return Row.blocking(
                breaks,
                "The most urgent ratio is tried, the rest waits; again after 2, 4, 8 and then every 15 s.",
                Row.AFTER_PAUSE,
                plan,
                told,
                rig -> rig.device().fault(ManagementFault.of(kind).with("PATCH")),
                rig -> rig.device().clearFaults());
    }
}
