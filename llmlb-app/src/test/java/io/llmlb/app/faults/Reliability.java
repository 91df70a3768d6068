package io.llmlb.app.faults;

import io.llmlb.sim.live.net.EventLoops;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Runs the matrix and writes its table into a document, between two marks. With words as arguments, only the rows whose
 * names contain one of them are run, and nothing is written.
 */
final class Reliability {
    static final String BEGIN = "<!-- begin: made by ./reliability -->\n";
    static final String END = "<!-- end -->\n";
    static final String HEAD = "| what breaks | meanwhile | allowed | measured |\n| --- | --- | --- | --- |\n";

    private Reliability() {}

    /**
     * The first argument is the document.
     */
    public static void main(String[] arguments) throws Exception {
        List<String> only = List.of(arguments).subList(1, arguments.length);
        List<String> failures = new ArrayList<>();
        StringBuilder table = new StringBuilder();
        long began = System.nanoTime();
        try (EventLoops loops = new EventLoops()) {
            for (Fault row : FaultMatrix.all()) {
                if (only.isEmpty() || only.stream().anyMatch(row.breaks()::contains)) {
                    table.append(line(row, run(row, loops, failures)));
                }
            }
        }
        if (only.isEmpty() && failures.isEmpty()) {
            write(Path.of(arguments[0]), table.toString());
        }
        System.out.printf(Locale.ROOT, "%d failed, %.0f s%n", failures.size(), (System.nanoTime() - began) / 1e9);
        System.exit(failures.isEmpty() ? 0 : 1);
    }

    private static String run(Fault row, EventLoops loops, List<String> failures) {
        long began = System.nanoTime();
        String measured;
        try {
            Duration took = row.measure(loops);
            measured = (took.toMillis() + 999) / 1000 + " s";
            if (took.toMillis() > row.allowed() * 1000L) {
                failures.add(row.breaks());
            }
        } catch (Exception | AssertionError failure) {
            failures.add(row.breaks());
            failure.printStackTrace(System.out);
            measured = "failed";
        }
        System.out.printf(
                Locale.ROOT,
                "%-80s %10s of %3d s   (real time %.1f s)%n",
                row,
                measured,
                row.allowed(),
                (System.nanoTime() - began) / 1e9);
        return measured;
    }

    /** What the document must have of a row, measured or not. */
    static String beginning(Fault row) {
        return "| " + row.breaks() + " | " + row.meanwhile() + " | " + row.allowed() + " s | ";
    }

    private static String line(Fault row, String measured) {
        return beginning(row) + measured + " |\n";
    }

    private static void write(Path document, String table) throws IOException {
        String text = Files.readString(document);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        Files.writeString(document, text.substring(0, begin) + HEAD + table + text.substring(end));
    }
}
