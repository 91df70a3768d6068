package io.llmlb.app.config;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the configuration file has changed, by its content, as a mounted ConfigMap changes by a link. A changed file is
 * read when two looks have found the same, since an editor may be writing; it is applied when all of it is right, and else
 * the configuration in force stays, and what is wrong is logged once. Used by one thread.
 */
public final class ConfigWatch {
    private static final Logger LOG = LoggerFactory.getLogger("llmlb");
    private static final byte[] NOTHING = {};

    private final Path file;
    private final Function<Path, AppConfig> reader;
    private final Consumer<AppConfig> apply;
    private byte[] known;
    private byte[] last;

    /**
     * Takes the file as it is now for that which is in force.
     *
     * @param file the configuration file
     * @param reader reads it; throws a {@link ConfigException} that names what is wrong
     * @param apply takes what was read, and all of it or nothing; what it throws leaves the configuration in force
     */
    public ConfigWatch(Path file, Function<Path, AppConfig> reader, Consumer<AppConfig> apply) {
        this.file = file;
        this.reader = reader;
        this.apply = apply;
        this.known = content();
        this.last = known;
    }

    /** Looks once, and says whether a changed file is in force now; empty when there was nothing to do. */
    public Optional<Boolean> look() {
        byte[] now = content();
        boolean settled = Arrays.equals(now, last);
        last = now;
        if (!settled || Arrays.equals(now, known)) {
            return Optional.empty();
        }
        try {
            AppConfig config = reader.apply(file);
            if (!Arrays.equals(now, content())) {
                return Optional.empty(); // it was changed while it was read: the next looks find that
            }
            known = now;
            apply.accept(config);
            LOG.info("{} has changed and is in force", file);
            return Optional.of(true);
        } catch (RuntimeException wrong) {
            known = now;
            LOG.error("{} has changed, but the configuration before stays in force: {}", file, what(wrong));
            return Optional.of(false);
        }
    }

    private static String what(RuntimeException wrong) {
        return wrong instanceof ConfigException found
                ? String.join("; ", found.problems())
                : String.valueOf(wrong.getMessage());
    }

    /** What cannot be read is no news by itself: it is told by the reader, once. */
    private byte[] content() {
        try {
            return InputFile.bytes(file);
        } catch (ConfigException unreadable) {
            return NOTHING;
        }
    }
}
