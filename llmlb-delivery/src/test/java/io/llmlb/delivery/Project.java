package io.llmlb.delivery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The project's files. */
final class Project {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    static final List<String> MODULES = List.of("core", "rules", "bigip", "prometheus", "sim");

    private Project() {}

    static String text(String file) {
        try {
            return Files.readString(ROOT.resolve(file));
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** What people read, beside the Javadoc. */
    static List<Document> documents() {
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"));
                Stream<Path> modules = Files.list(ROOT)) {
            return Stream.concat(
                            Stream.of(
                                    "README.md",
                                    "CONTRIBUTING.md",
                                    "deploy/README.md",
                                    "examples/bigip/README.md",
                                    "examples/java/README.md"),
                            Stream.concat(
                                            docs,
                                            modules.map(module -> module.resolve("README.md"))
                                                    .filter(readme ->
                                                            !readme.getParent().equals(ROOT)))
                                    .filter(file -> file.toString().endsWith(".md") && Files.exists(file))
                                    .map(file -> ROOT.relativize(file).toString())
                                    .sorted())
                    .map(Document::read)
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
