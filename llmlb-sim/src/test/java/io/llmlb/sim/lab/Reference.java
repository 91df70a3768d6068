package io.llmlb.sim.lab;

import java.util.List;

/**
 * Reference figures of one server at one load: medians of the batch and of the KV cache, the mean queue, and NaN where
 * there is none. They are of another, private simulation with the same formulas, run once.
 *
 * @param profile the server
 * @param load a share of the saturation in that simulation
 * @param requestsPerSecond load times that saturation, 8.0 and 19.8 requests/s
 */
record Reference(String profile, double load, double requestsPerSecond, ServerFigures figures) {
    private static final double NONE = Double.NaN;

    /** All of them. */
    static final List<Reference> ALL = List.of(
            a100(.4, 12, .03, .03, .06, .094, .60, .016),
            a100(.6, 22, .06, .12, .13, NONE, NONE, NONE),
            a100(.8, 55, .16, .43, .29, .17, 1.1, .036),
            a100(.9, 104, .30, 1.2, .50, .33, 1.7, .068),
            a100(.95, 247, .70, 15, 2.4, NONE, NONE, NONE),
            h100(.4, 18, .05, 0, .041, .21, .011),
            h100(.6, 37, .11, 0, NONE, NONE, NONE),
            h100(.8, 92, .26, .02, .080, .41, .030),
            h100(.9, 198, .57, .75, .131, .52, .055));

    private static Reference a100(
            double load,
            double running,
            double kv,
            double waiting,
            double queueP90,
            double ttftP50,
            double ttftP99,
            double tpotP50) {
        return new Reference(
                "a100", load, load * 8.0, new ServerFigures(running, kv, waiting, queueP90, ttftP50, ttftP99, tpotP50));
    }

    private static Reference h100(
            double load, double running, double kv, double waiting, double ttftP50, double ttftP99, double tpotP50) {
        return new Reference(
                "h100", load, load * 19.8, new ServerFigures(running, kv, waiting, NONE, ttftP50, ttftP99, tpotP50));
    }
}
