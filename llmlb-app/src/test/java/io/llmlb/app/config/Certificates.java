package io.llmlb.app.config;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;

/** A certificate that nothing uses, to be named in configurations. */
final class Certificates {
    static final Path PEM = file();

    private Certificates() {}

    private static Path file() {
        try {
            return Path.of(Objects.requireNonNull(Certificates.class.getResource("ca.pem"))
                    .toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
