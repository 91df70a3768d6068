package io.llmlb.app.simulate;

import io.llmlb.app.config.ConfigException;
import io.llmlb.core.FailureKind;
import io.llmlb.sim.SimException;
import io.llmlb.sim.lab.experiment.Conditions;
import io.llmlb.sim.lab.experiment.Experiment;
import io.llmlb.sim.lab.experiment.Recording;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A folder for what came out. Every file is written whole or not at all. */
public final class Folder {
    private final Path directory;

    private Folder(Path directory) {
        this.directory = directory;
    }

    /**
     * A folder, made if it is not there.
     *
     * @throws ConfigException when there can be no files in it
     */
    public static Folder at(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (FileAlreadyExistsException taken) {
            throw refused(directory, "it is a file");
        } catch (IOException impossible) {
            throw refused(directory, "it cannot be made");
        }
        if (!Files.isWritable(directory)) {
            throw refused(directory, "it cannot be written to");
        }
        return new Folder(directory);
    }

    /** Writes everything; files of the same names are replaced. */
    public void write(Experiment.Results results) {
        put("rows.csv", RowData.csv(results.rows()));
        put("rows.json", RowData.json(results.rows()) + "\n");
        Report report = new Report(results.rows());
        put("summary.md", report.markdown());
        report.scenarios().forEach((scenario, rows) -> {
            String name = "ttft-" + fileName(scenario.name()) + ".svg";
            FirstTokenPlot.svg(rows).ifPresent(svg -> put(name, svg));
        });
        byConditions(results.recordings())
                .forEach((conditions, recordings) -> put(
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

    private void put(String name, String text) {
        Path whole = directory.resolve("." + name + ".part");
        try {
            Files.writeString(whole, text);
            Files.move(whole, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw new SimException(
                    FailureKind.INVALID,
                    directory.resolve(name).toString(),
                    "cannot be written",
                    "Give another folder",
                    failed);
        }
    }

    private static ConfigException refused(Path directory, String why) {
        return new ConfigException("--out", List.of("--out: " + directory + " can be no folder for files: " + why));
    }
}
