package io.llmlb.app.simulate;

import io.llmlb.app.plot.Folder;
import io.llmlb.sim.lab.experiment.Conditions;
import io.llmlb.sim.lab.experiment.Experiment;
import io.llmlb.sim.lab.experiment.Recording;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What came out of an experiment as files: tables and plots. */
public final class ResultFiles {
    private ResultFiles() {}

    /** Writes everything; files of the same names are replaced. */
    public static void write(Experiment.Results results, Folder folder) {
        folder.put("rows.csv", RowData.csv(results.rows()));
        folder.put("rows.json", RowData.json(results.rows()) + "\n");
        Report report = new Report(results.rows());
        folder.put("summary.md", report.markdown());
        report.scenarios().forEach((scenario, rows) -> {
            String name = "ttft-" + fileName(scenario.name()) + ".svg";
            FirstTokenPlot.svg(rows).ifPresent(svg -> folder.put(name, svg));
        });
        byConditions(results.recordings())
                .forEach((conditions, recordings) -> folder.put(
                        "servers-" + fileName(conditions.scenario().name() + "-" + Headline.brief(conditions)) + ".svg",
                        ServersPlot.svg(recordings)));
    }

    private static Map<Conditions, List<Recording>> byConditions(List<Recording> recordings) {
        Map<Conditions, List<Recording>> all = new LinkedHashMap<>();
        for (Recording recording : recordings) {
            all.computeIfAbsent(recording.row().conditions(), conditions -> new ArrayList<>())
                    .add(recording);
        }
        return all;
    }

    private static String fileName(String words) {
        return words.replaceAll("[^A-Za-z0-9._]+", "-");
    }
}
