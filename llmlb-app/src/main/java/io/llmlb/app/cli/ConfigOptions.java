package io.llmlb.app.cli;

import io.llmlb.app.config.AppConfig;
import io.llmlb.app.config.ConfigWatch;
import io.llmlb.app.config.EnvironmentConfig;
import io.llmlb.app.config.YamlConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** The options that say what to control: the same for every command that needs it. */
final class ConfigOptions {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger("llmlb");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "YAML file; without it the environment variables BIGIP, BIGIP_USER, BIGIP_PASS, POOL, MODEL,"
                    + " ... configure one pool")
    private @Nullable Path file;

    @Option(names = "--dry-run", description = "decide and say so, but write nothing")
    private boolean dryRun;

    /**
     * What to control.
     *
     * @throws io.llmlb.app.config.ConfigException when it is wrong
     */
    AppConfig read(Map<String, String> environment) {
        AppConfig config = file == null ? EnvironmentConfig.read(environment) : YamlConfig.read(file, environment);
        Logging.set(config);
        if (file == null && EnvironmentConfig.choseByCoefficients(environment)) {
            LOG.info("strategy article, because a COEF_ variable is set; STRATEGY=auto lets llmlb choose");
        }
        return dryRun ? config.dryRun() : config;
    }

    /** What notices that the file has changed; nothing when there is no file. */
    Optional<ConfigWatch> watch(Map<String, String> environment, Consumer<AppConfig> apply) {
        return Optional.ofNullable(file).map(path -> new ConfigWatch(path, changed -> read(environment), apply));
    }
}
