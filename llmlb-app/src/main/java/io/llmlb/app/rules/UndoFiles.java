package io.llmlb.app.rules;

import io.llmlb.app.config.Values;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** Files that hold what a BIG-IP held before, one for each object that is changed; none is ever written over. */
public final class UndoFiles {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /** So many within one second are no longer a person's. */
    private static final int MOST = 1000;

    private final Path directory;
    private final String time;
    private final List<Path> written = new ArrayList<>();

    /** To be written into a directory that exists. */
    public UndoFiles(Path directory, Instant now) {
        this.directory = directory;
        this.time = TIME.format(now);
    }

    /**
     * Keeps what an object holds.
     *
     * @param object its full path, whose last name begins the file's
     * @param ending of the file's name
     * @throws RulesException when the file cannot be written
     */
    void write(String object, String ending, String text) {
        String name = object.substring(object.lastIndexOf('/') + 1) + ".before-" + time;
        try {
            for (int i = 1; i < MOST; i++) {
                Path file = directory.resolve(name + (i == 1 ? "" : "-" + i) + "." + ending);
                try {
                    Files.write(file, text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.CREATE_NEW);
                    written.add(file);
                    return;
                } catch (FileAlreadyExistsException taken) {
                    // the next number then
                }
            }
            throw new FileAlreadyExistsException(name);
        } catch (IOException unwritable) {
            throw new RulesException(
                    directory.resolve(name + "." + ending).toString(),
                    "what " + object + " holds cannot be kept here (" + Values.why(unwritable)
                            + "), so nothing was sent",
                    "Name a directory that can be written with --undo-dir",
                    unwritable);
        }
    }

    /** Those that were written. */
    public List<Path> written() {
        return List.copyOf(written);
    }

    /** Removes them again, since nothing is changed. */
    void discard() {
        for (Path file : written) {
            try {
                Files.delete(file);
            } catch (IOException stays) {
                // it does no harm
            }
        }
        written.clear();
    }
}
