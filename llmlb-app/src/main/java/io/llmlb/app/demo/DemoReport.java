package io.llmlb.app.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.llmlb.app.plot.Folder;
import java.net.URI;
import java.util.Locale;
import java.util.OptionalDouble;

/** A demo to keep: a page with plots, and the same as JSON. */
public final class DemoReport {
    private static final String PAGE = "report.html";

    private DemoReport() {}

    /** Writes both; where the page is. */
    public static URI write(DemoResult result, Folder folder) {
        try {
            folder.put("report.json", new ObjectMapper().writeValueAsString(result.details()) + "\n");
        } catch (JsonProcessingException notData) {
            throw new IllegalStateException(notData);
        }
        folder.put(PAGE, page(result));
        return folder.file(PAGE);
    }

    private static String page(DemoResult result) {
        return """
                <!doctype html>
                <html lang="en">
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>llmlb demo</title>
                <style>
                  body {font: 16px/1.5 system-ui, sans-serif; color: #263238; background: #fff; max-width: 60rem; margin: 2rem auto; padding: 0 1rem}
                  table {border-collapse: collapse; font-variant-numeric: tabular-nums; margin: 1rem 0}
                  th, td {text-align: right; padding: .3rem .9rem; border-bottom: 1px solid #cfd8dc}
                  th:first-child, td:first-child {text-align: left; padding-left: 0}
                  svg {max-width: 100%%; height: auto}
                  p {max-width: 44rem}
                </style>
                <main>
                <h1>llmlb demo</h1>
                <p>Emulated vLLM servers behind an emulated BIG-IP, in real time, seed %d: %d requests, %d lost, %d ratios
                written. Requests count to the phase they arrived in.</p>
                <h2>All pools</h2>
                %s%s
                <h2>What the ratios were, and what requests waited</h2>
                %s
                <p>TTFT: time to first token, of streamed requests that were answered in full. Goodput: the part of the
                requests whose first token came within 2 s and then one each 100 ms, or, where the answer comes as a whole,
                within a minute.</p>
                </main>
                </html>
                """.formatted(
                        result.seed(),
                        result.requests(),
                        result.failed(),
                        result.ratioWrites(),
                        table(result),
                        pools(result),
                        DemoPlot.svg(result));
    }

    private static String pools(DemoResult result) {
        StringBuilder text = new StringBuilder();
        for (DemoPool pool : DemoPool.values()) {
            DemoResult its = new DemoResult(
                    result.phases().stream().map(phase -> phase.of(pool.kind())).toList(),
                    result.moments(),
                    result.seed(),
                    result.ratioWrites());
            text.append("<h3>").append(pool.word()).append("</h3>\n").append(table(its));
        }
        return text.toString();
    }

    private static String table(DemoResult result) {
        StringBuilder rows =
                new StringBuilder("<table>\n<tr><th scope=\"col\">phase</th><th scope=\"col\">requests</th>"
                        + "<th scope=\"col\">TTFT p50</th><th scope=\"col\">p90</th><th scope=\"col\">p99</th>"
                        + "<th scope=\"col\">goodput</th></tr>\n");
        for (Phase phase : result.phases()) {
            rows.append(String.format(
                    Locale.ROOT,
                    "<tr><th scope=\"row\">%s</th><td>%d</td><td>%s</td><td>%s</td><td>%s</td><td>%.0f %%</td></tr>%n",
                    phase.name(),
                    phase.results().size(),
                    seconds(phase.timeToFirstToken(0.5)),
                    seconds(phase.timeToFirstToken(0.9)),
                    seconds(phase.timeToFirstToken(0.99)),
                    100 * phase.goodput()));
        }
        return rows.append("</table>\n").toString();
    }

    private static String seconds(OptionalDouble millis) {
        return DemoResult.seconds(millis);
    }
}
