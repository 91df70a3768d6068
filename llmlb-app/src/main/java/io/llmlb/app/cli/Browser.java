package io.llmlb.app.cli;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Opens a page for somebody at a desktop; where there is none, nothing happens. */
final class Browser {
    private static final List<String> OPENERS = List.of("xdg-open", "open");

    private Browser() {}

    static void open(URI page) {
        boolean desktop = System.getenv("DISPLAY") != null
                || System.getenv("WAYLAND_DISPLAY") != null
                || System.getProperty("os.name", "").startsWith("Mac");
        if (desktop) {
            opener().ifPresent(program -> start(program, page));
        }
    }

    private static Optional<String> opener() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return OPENERS.stream()
                .filter(name -> Arrays.stream(path.split(File.pathSeparator))
                        .anyMatch(folder -> new File(folder, name).canExecute()))
                .findFirst();
    }

    private static void start(String program, URI page) {
        try {
            new ProcessBuilder(program, page.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException unable) {
            // the page's address has been said
        }
    }
}
