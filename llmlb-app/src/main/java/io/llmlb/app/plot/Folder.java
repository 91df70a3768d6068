package io.llmlb.app.plot;

import io.llmlb.app.config.ConfigException;
import io.llmlb.core.FailureKind;
import io.llmlb.core.LlmlbException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

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

    /** A new one among the temporary files, which stays. */
    public static Folder temporary() {
        try {
            return new Folder(Files.createTempDirectory("llmlb-"));
        } catch (IOException impossible) {
            throw new Unwritable("the folder of temporary files", "Give one with --out", impossible);
        }
    }

    /** Where a file in it is. */
    public URI file(String name) {
        return directory.toAbsolutePath().resolve(name).toUri();
    }

    /** Writes a file; one of the same name is replaced. */
    public void put(String name, String text) {
        Path whole = directory.resolve("." + name + ".part");
        try {
            Files.writeString(whole, text);
            Files.move(whole, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw new Unwritable(directory.resolve(name).toString(), "Give another folder", failed);
        }
    }

    private static ConfigException refused(Path directory, String why) {
        return new ConfigException("--out", List.of("--out: " + directory + " can be no folder for files: " + why));
    }

    private static final class Unwritable extends LlmlbException {
        private static final long serialVersionUID = 1L;

        Unwritable(String place, String mend, IOException cause) {
            super(FailureKind.INVALID, place, "cannot be written", mend, cause);
        }
    }
}
