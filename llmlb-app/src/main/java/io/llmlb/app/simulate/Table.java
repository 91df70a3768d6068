package io.llmlb.app.simulate;

import java.util.ArrayList;
import java.util.List;

/**
 * A table for people, as text or as Markdown: the first column to the left, all others to the right.
 *
 * @param header one cell for each column
 * @param rows as many cells each
 */
record Table(List<String> header, List<List<String>> rows) {
    private static final String GAP = "  ";

    /** In columns as wide as they must be, but for a first one wider than it may be: such a cell has a line of its own. */
    String text(int widestFirst) {
        List<List<String>> all = new ArrayList<>();
        all.add(header);
        all.addAll(rows);
        int[] widths = new int[header.size()];
        for (List<String> cells : all) {
            for (int i = 0; i < widths.length; i++) {
                int width = cells.get(i).length();
                widths[i] = i == 0 && width > widestFirst ? widths[i] : Math.max(widths[i], width);
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> cells : all) {
            line(text, cells, widths);
        }
        return text.toString();
    }

    private static void line(StringBuilder text, List<String> cells, int[] widths) {
        String first = cells.get(0);
        if (first.length() > widths[0]) {
            text.append(first).append('\n');
            first = "";
        }
        text.append(first).append(" ".repeat(widths[0] - first.length()));
        for (int i = 1; i < widths.length; i++) {
            String cell = cells.get(i);
            text.append(GAP).append(" ".repeat(widths[i] - cell.length())).append(cell);
        }
        text.append('\n');
    }

    String markdown() {
        StringBuilder text = new StringBuilder();
        row(text, header);
        text.append("| ---").append(" | ---:".repeat(header.size() - 1)).append(" |\n");
        rows.forEach(cells -> row(text, cells));
        return text.toString();
    }

    private static void row(StringBuilder text, List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
