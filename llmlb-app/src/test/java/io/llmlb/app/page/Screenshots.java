package io.llmlb.app.page;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Makes the README's pictures of the status page: of a demo of a minute, while one of its servers is slow. */
final class Screenshots {
    private static final Duration DEMO = Duration.ofSeconds(60);
    private static final int SECONDS_SEEN = 50;

    private Screenshots() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        RunningDemo demo = new RunningDemo(DEMO);
        try (Chromium chromium = new Chromium()) {
            chromium.look(1280, 1250, "light");
            chromium.open(demo.page());
            System.err.println("the demo plays at " + demo.page());
            long enough = 1000L * SECONDS_SEEN;
            String seen = "const row = document.querySelectorAll('#members tbody tr').length === 3;"
                    + "return row && performance.now() > " + enough;
            chromium.until(Duration.ofSeconds(SECONDS_SEEN + 30), driver -> (Boolean) chromium.run(seen));
            picture(chromium, 1280, 1250, "light", folder.resolve("status-light.png"));
            picture(chromium, 1280, 1250, "dark", folder.resolve("status-dark.png"));
            picture(chromium, 390, 1400, "light", folder.resolve("status-phone.png"));
        } finally {
            demo.end();
        }
    }

    private static void picture(Chromium chromium, int width, int height, String scheme, Path file) throws Exception {
        chromium.look(width, height, scheme);
        String cycle = chromium.find("#pool-facts").getText();
        chromium.until(
                driver -> !chromium.find("#pool-facts").getText().equals(cycle)); // charts have their new colours
        Files.write(file, chromium.picture());
        System.err.println(file);
    }
}
