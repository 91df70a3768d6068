package io.llmlb.app.config;

import java.util.HashMap;
import java.util.Map;

/** Which variable is behind which key of the configuration file. */
final class EnvironmentOrigins {
    private static final Map<String, String> VARIABLES = Map.ofEntries(
            Map.entry("bigips.BIGIP.url", "BIGIP"),
            Map.entry("bigips.BIGIP.username", "BIGIP_USER"),
            Map.entry("bigips.BIGIP.caFile", "BIGIP_CA_FILE"),
            Map.entry("bigips.BIGIP.certSha256", "BIGIP_CERT_SHA256"),
            Map.entry("bigips.BIGIP.insecure", "BIGIP_INSECURE"),
            Map.entry("metrics.PROMETHEUS.url", "PROMETHEUS_URL"),
            Map.entry("metrics.PROMETHEUS.tokenFile", "PROMETHEUS_TOKEN_FILE"),
            Map.entry("metrics.PROMETHEUS.caFile", "PROMETHEUS_CA_FILE"),
            Map.entry("pools[0].pool", "POOL"),
            Map.entry("pools[0].model", "MODEL"),
            Map.entry("pools[0].interval", "INTERVAL"),
            Map.entry("pools[0].strategy.name", "STRATEGY"),
            Map.entry("verbosity", "VERBOSITY"),
            Map.entry("log", "LOG_FORMAT"),
            Map.entry("status.address", "STATUS_ADDRESS"),
            Map.entry("status.port", "STATUS_PORT"),
            Map.entry("onShutdown", "ON_SHUTDOWN"));

    private EnvironmentOrigins() {}

    static Map<String, String> of(Map<String, String> environment, AppConfig config) {
        Map<String, String> origins = new HashMap<>();
        VARIABLES.forEach((key, variable) -> {
            if (!Variables.isBlank(environment.get(variable))) {
                origins.put(key, words(variable));
            }
        });
        origins.put("bigips.BIGIP.passwordFile", words("BIGIP_PASS") + ", which is not shown");
        if (EnvironmentConfig.choseByCoefficients(environment)) {
            origins.put("pools[0].strategy.name", "default where a COEF_ variable is set");
        }
        EnvironmentConfig.COEFFICIENTS.forEach(
                (variable, option) -> origins.put("pools[0].strategy." + option, words(variable)));
        if (EnvironmentConfig.POD_TOKEN.equals(config.pools().get(0).metrics().tokenFile())) {
            origins.putIfAbsent("metrics.PROMETHEUS.tokenFile", "the pod's service account");
        }
        if (config.leaderElection() != null) {
            origins.put("leaderElection.lease", "default in a pod");
        }
        return origins;
    }

    private static String words(String variable) {
        return "environment variable " + variable;
    }
}
