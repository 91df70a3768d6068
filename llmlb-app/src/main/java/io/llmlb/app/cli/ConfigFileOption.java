package io.llmlb.app.cli;

import io.llmlb.app.config.EffectiveConfig;
import io.llmlb.app.config.EnvironmentConfig;
import io.llmlb.app.config.YamlConfig;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which configuration is looked at; nothing is made of it. */
final class ConfigFileOption {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "YAML file; without it the environment variables BIGIP, POOL, ... that run would read")
    private @Nullable Path file;

    /**
     * The configuration.
     *
     * @throws io.llmlb.app.config.ConfigException when it is wrong
     */
    EffectiveConfig read(Map<String, String> environment) {
        return file == null ? EnvironmentConfig.effective(environment) : YamlConfig.effective(file, environment);
    }

    /** Its name, for people. */
    String place() {
        return file == null ? "environment" : file.toString();
    }
}
