package io.llmlb.app.serve;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of the status page, which are in this program: it works without any network but the way to here. */
final class Page {
    private static final Pattern FILE = Pattern.compile("/page/([A-Za-z0-9.-]+\\.(html|css|js|svg))");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    private Page() {}

    /** The page itself. */
    static Answer index() {
        return file("/page/index.html").orElseThrow(() -> new IllegalStateException("the page is not in this jar"));
    }

    /** A file of it; empty when there is none at this path. */
    static Optional<Answer> file(String path) {
        Matcher name = FILE.matcher(path);
        if (!name.matches()) {
            return Optional.empty();
        }
        try (InputStream file = Page.class.getResourceAsStream("page/" + name.group(1))) {
            return file == null
                    ? Optional.empty()
                    : Optional.of(new Answer(
                            200,
                            String.valueOf(TYPES.get(name.group(2))),
                            new String(file.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
