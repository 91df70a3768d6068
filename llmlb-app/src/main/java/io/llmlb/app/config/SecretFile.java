package io.llmlb.app.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * The first line of a file, read anew at each call, so that a rotated secret works. Two of one file are equal, whatever is in
 * it.
 *
 * @param file where the secret is
 */
public record SecretFile(Path file) implements Supplier<char[]> {
    /**
     * @throws UncheckedIOException when the file cannot be read
     */
    @Override
    public char[] get() {
        try {
            return Files.readString(file).lines().findFirst().orElse("").toCharArray();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(file + " cannot be read: " + Values.why(unreadable), unreadable);
        }
    }
}
