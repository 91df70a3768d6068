package io.llmlb.app.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads whole files that somebody has named. */
public final class InputFile {
    private InputFile() {}

    /**
     * What a file holds.
     *
     * @throws ConfigException when it cannot be read
     */
    public static byte[] bytes(Path path) {
        try {
            return Files.readAllBytes(path);
        } catch (IOException unreadable) {
            throw unreadable(path, unreadable);
        }
    }

    /**
     * The text that a file holds, in UTF-8.
     *
     * @throws ConfigException when it cannot be read or is no such text
     */
    public static String text(Path path) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes(path)))
                    .toString();
        } catch (CharacterCodingException notText) {
            throw wrong(path, "the file is not UTF-8 text");
        }
    }

    /** A file that cannot be read, as people are told. */
    public static ConfigException unreadable(Path path, IOException why) {
        return wrong(path, "the file cannot be read (" + Values.why(why) + ")");
    }

    private static ConfigException wrong(Path path, String what) {
        return new ConfigException(path.toString(), List.of(path + ": " + what));
    }
}
