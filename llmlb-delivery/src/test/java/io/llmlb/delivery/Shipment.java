package io.llmlb.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * A second build of the same sources in another folder, by the script that builds the image, installed into a local Maven
 * repository of its own. {@code ./test} compares its jars with those of the first build.
 */
final class Shipment {
    private static final Duration PATIENCE = Duration.ofMinutes(8);
    private static final Path FOLDER = Path.of("target", "shipment").toAbsolutePath();
    private static Shipment made;

    private Shipment() {}

    /** Made once; the tests of this module run one after the other. */
    static synchronized Shipment get() throws IOException, InterruptedException {
        if (made == null) {
            Shipment shipment = new Shipment();
            Folders.delete(FOLDER);
            shipment.copy();
            shipment.repositoryWithoutUs();
            shipment.build();
            made = shipment;
        }
        return made;
    }

    Path sources() {
        return FOLDER.resolve("llmlb");
    }

    /** The local Maven repository. */
    Path repository() {
        return FOLDER.resolve("repository");
    }

    /** Maven with that repository, in a folder. */
    Command maven(Path folder, String... arguments) {
        return Command.of(
                folder,
                Stream.concat(
                                Stream.of("mvn", "-B", "-ntp", "-q", "-Dmaven.repo.local=" + repository()),
                                Stream.of(arguments))
                        .toArray(String[]::new));
    }

    /** What version control holds, or would hold. */
    private void copy() throws IOException, InterruptedException {
        String files = Command.of(Project.ROOT, "git", "ls-files", "--cached", "--others", "--exclude-standard")
                .run(Duration.ofSeconds(30));
        for (String file : files.lines().toList()) {
            Path from = Project.ROOT.resolve(file);
            if (Files.exists(from)) {
                Path to = sources().resolve(file);
                Files.createDirectories(to.getParent());
                Files.copy(from, to, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    /** Everything that the user's own has, by symbolic links, but nothing of ours. */
    private void repositoryWithoutUs() throws IOException {
        Path usual = Path.of(System.getProperty("localRepository")); // Maven's, as it tells its tests
        Path ours = usual.resolve("io").resolve("llmlb");
        link(usual, repository(), ours);
        link(usual.resolve("io"), repository().resolve("io"), ours);
    }

    private static void link(Path from, Path to, Path ours) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> all = Files.list(from)) {
            for (Path each : all.toList()) {
                if (!ours.startsWith(each)) {
                    Files.createSymbolicLink(to.resolve(each.getFileName()), each);
                }
            }
        }
    }

    private void build() throws IOException, InterruptedException {
        Command.of(
                        sources(),
                        "deploy/image/build.sh",
                        sources().toString(),
                        "install",
                        "-Dmaven.repo.local=" + repository())
                .run(PATIENCE);
    }
}
