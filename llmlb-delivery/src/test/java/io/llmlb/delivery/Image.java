package io.llmlb.delivery;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the Dockerfile makes, made without a container engine: each of its steps is run as a command, in a folder that stands
 * for the image's file system.
 *
 * @param root that folder
 * @param entrypoint the command that the image starts
 * @param arguments of it, unless others are given
 * @param user the number of the user that the image asks for
 */
record Image(Path root, List<String> entrypoint, List<String> arguments, int user) {
    /** Where OpenShift's users begin, or near it. */
    static final int ANY_USER = 1_000_730_000;

    private static final String BUILD = "RUN /src/deploy/image/build.sh /src";
    private static Image made;

    /** Made once. */
    static synchronized Image get() throws IOException, InterruptedException {
        if (made == null) {
            made = make();
        }
        return made;
    }

    private static Image make() throws IOException, InterruptedException {
        Path sources = Shipment.get().sources(); // where BUILD has run
        Path root = Files.createTempDirectory(
                "llmlb-image", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(root)));
        List<String> entrypoint = List.of();
        List<String> arguments = List.of();
        int user = 0;
        List<String> done = new ArrayList<>();
        for (String line : Project.text("deploy/image/Dockerfile").lines().toList()) {
            String[] words = line.split(" ");
            switch (words[0]) {
                case "RUN" -> {
                    if (!line.equals(BUILD)) {
                        Command.of(sources, placed(words, 1, sources, root))
                                .with("JAVA_HOME", jdk())
                                .run(Duration.ofMinutes(2));
                    }
                    done.add(line);
                }
                case "USER" -> user = Integer.parseInt(words[1].split(":")[0]);
                case "ENTRYPOINT" -> entrypoint = Arrays.asList(placed(json(line), 0, sources, root));
                case "CMD" -> arguments = List.of(json(line));
                default -> {
                    if (!Stream.of("", "#", "ARG", "FROM", "COPY", "EXPOSE", "ENV")
                            .toList()
                            .contains(words[0])) {
                        throw new AssertionError("this test does not know what to do about: " + line);
                    }
                }
            }
        }
        if (done.indexOf(BUILD) != 0) {
            throw new AssertionError("the first step is to be: " + BUILD);
        }
        return new Image(root, entrypoint, arguments, user);
    }

    /** A command of the image, by any user where this process may become one. */
    Command command(Path folder, List<String> given) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>();
        if (Command.of(folder, "id", "-u").run(Duration.ofSeconds(5)).strip().equals("0")) {
            words.addAll(List.of("setpriv", "--reuid=" + ANY_USER, "--regid=0", "--clear-groups"));
        }
        words.addAll(entrypoint);
        words.addAll(given.isEmpty() ? arguments : given);
        return Command.of(folder, words.toArray(String[]::new));
    }

    /** The names, sizes and times of all its files. */
    String inventory() throws IOException, InterruptedException {
        return Command.of(root, "find", ".", "-printf", "%p %s %T@ %m\n").run(Duration.ofSeconds(10));
    }

    /** The JDK of the image's first stage, where it is here too. */
    private static String jdk() throws IOException {
        Optional<String> named = Optional.ofNullable(System.getenv("JDK25_HOME"));
        if (named.isPresent()) {
            return named.get();
        }
        Path all = Path.of("/usr/lib/jvm");
        if (Files.isDirectory(all)) {
            try (Stream<Path> found = Files.list(all)) {
                Optional<Path> newer = found.filter(jdk -> jdk.toString().contains("25")
                                && Files.isExecutable(jdk.resolve("bin").resolve("jlink")))
                        .findFirst();
                if (newer.isPresent()) {
                    return newer.get().toString();
                }
            }
        }
        return System.getProperty("java.home");
    }

    private static String[] json(String line) throws IOException {
        return new ObjectMapper().readValue(line.substring(line.indexOf(' ')), String[].class);
    }

    /** Words with what is in the image, or in its first stage, where it is here. */
    private static String[] placed(String[] words, int from, Path sources, Path root) {
        return Arrays.stream(words)
                .skip(from)
                .map(word -> word.replaceFirst("^/src\\b", sources.toString())
                        .replaceFirst("^(@?)/opt\\b", "$1" + root.resolve("opt")))
                .toArray(String[]::new);
    }

    private static void delete(Path folder) {
        try {
            Folders.delete(folder);
        } catch (IOException left) {
            System.err.println(left);
        }
    }
}
