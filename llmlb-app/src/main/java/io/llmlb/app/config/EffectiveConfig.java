package io.llmlb.app.config;

import java.util.List;
import java.util.Map;

/**
 * A configuration, and where its values come from.
 *
 * @param config what is in effect
 * @param origins where each value that somebody gave came from, by its key; all others are defaults
 */
public record EffectiveConfig(AppConfig config, Map<String, String> origins) {
    /** Copies the map. */
    public EffectiveConfig {
        origins = Map.copyOf(origins);
    }

    /** Every value in effect, in the order in which a file has them. Secrets are not among them. */
    public List<Setting> settings() {
        return new Settings(config, origins).all();
    }

    /** The same as a configuration file, each value with its origin as comment. */
    public String yaml() {
        return SettingsYaml.write(settings());
    }
}
