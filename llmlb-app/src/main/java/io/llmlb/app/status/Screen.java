package io.llmlb.app.status;

import java.io.PrintWriter;
import java.util.List;

/** Progress on a terminal as lines that are written over; elsewhere as a line now and then. */
public final class Screen {
    private static final int WIDTH = 20;

    private final PrintWriter err;
    private final boolean live;
    private int written;
    private int below; // lines of a table under it

    /**
     * @param live whether a line can be written over
     */
    public Screen(PrintWriter err, boolean live) {
        this.err = err;
        this.live = live;
    }

    /** How much is done, 0 to 1, and a few words. */
    public void progress(double part, String text) {
        int full = (int) Math.round(WIDTH * Math.min(1, part));
        String line = "[" + "#".repeat(full) + "-".repeat(WIDTH - full) + "] " + text;
        if (live) {
            err.print("\r" + line + " ".repeat(Math.max(0, written - line.length())));
            err.flush();
            written = line.length();
        } else {
            err.println(line);
        }
    }

    /** The same with a table below; for terminals only. */
    public void progress(double part, String text, List<String> table) {
        clear();
        progress(part, text);
        err.println();
        table.forEach(line -> err.println("  " + line));
        err.flush();
        below = table.size() + 1;
        written = 0;
    }

    private void clear() {
        if (below > 0) {
            err.print("\u001b[" + below + "A\u001b[J"); // up, and nothing from there on
            below = 0;
        }
    }

    /** A line that stays. */
    public void say(String text) {
        clear();
        if (live && written > 0) {
            err.print("\r" + " ".repeat(written) + "\r");
            written = 0;
        }
        err.println(text);
    }
}
