package io.llmlb.app.config;

import io.llmlb.core.PoolName;
import io.llmlb.core.decide.StrategyOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The article's way to configure: one pool, by environment variables. Variables that llmlb adds have defaults, so that
 * the article's own deployment goes on working.
 */
public final class EnvironmentConfig {
    static final String THANOS = "https://thanos-querier.openshift-monitoring.svc.cluster.local:9091";
    static final Path POD_TOKEN = Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");
    static final Map<String, String> COEFFICIENTS =
            new TreeMap<>(Map.of("COEF_NRW", "coefNrw", "COEF_RQT", "coefRqt", "COEF_KVC", "coefKvc"));

    private final Map<String, String> environment;
    private final Variables variables;

    private EnvironmentConfig(Map<String, String> environment) {
        this.environment = environment;
        this.variables = new Variables(environment);
    }

    /**
     * Reads these variables.
     *
     * @throws ConfigException naming every variable that is missing or wrong
     */
    public static AppConfig read(Map<String, String> environment) {
        return new EnvironmentConfig(environment).read();
    }

    /**
     * Reads these variables, and notes which one said what.
     *
     * @throws ConfigException naming every variable that is missing or wrong
     */
    public static EffectiveConfig effective(Map<String, String> environment) {
        AppConfig config = read(environment);
        return new EffectiveConfig(config, EnvironmentOrigins.of(environment, config));
    }

    /**
     * Reads those that say where the BIG-IP is, and no others.
     *
     * @throws ConfigException naming every one of them that is missing or wrong
     */
    public static BigIpConfig bigip(Map<String, String> environment) {
        EnvironmentConfig config = new EnvironmentConfig(environment);
        BigIpConfig bigip = config.bigip();
        config.variables.throwIfWrong();
        return bigip;
    }

    /** Whether the strategy was chosen by the presence of a COEF variable, which deserves a word at start-up. */
    public static boolean choseByCoefficients(Map<String, String> environment) {
        return Variables.isBlank(environment.get("STRATEGY"))
                && COEFFICIENTS.keySet().stream().anyMatch(environment::containsKey);
    }

    private AppConfig read() {
        Optional<PoolName> pool = variables.required("POOL", "the full path of the pool", PoolName::new);
        Optional<String> model =
                variables.required("MODEL", "the model's name, as vLLM serves it", Function.identity());
        BigIpConfig bigip = bigip();
        MetricsConfig metrics = metrics();
        Duration interval = variables.optional("INTERVAL", Values::interval).orElse(Duration.ofSeconds(2));
        int verbosity = variables
                .optional("VERBOSITY", text -> Values.integer(text, 0, 3))
                .orElse(1);
        LogForm log = variables.optional("LOG_FORMAT", LogForm::named).orElse(LogForm.TEXT);
        OnShutdown onShutdown =
                variables.optional("ON_SHUTDOWN", OnShutdown::named).orElse(OnShutdown.KEEP);
        StatusConfig status = new StatusConfig(
                variables.optional("STATUS_ADDRESS", Values::address).orElse(StatusConfig.USUAL.address()),
                variables.optional("STATUS_PORT", StatusConfig::port).orElse(StatusConfig.PORT),
                true);
        String strategy = strategy();
        StrategyOptions options = options(strategy);
        LeaseConfig lease = pool.map(this::lease).orElse(null);
        variables.throwIfWrong();
        PoolConfig only = new PoolConfig(
                pool.orElseThrow(),
                bigip,
                metrics,
                model.orElseThrow(),
                interval,
                strategy,
                options,
                RatioConfig.USUAL,
                GuardConfig.USUAL,
                PoolConfig.usualDoNoHarm(strategy),
                PoolConfig.Mode.RUN);
        return new AppConfig(List.of(only), verbosity, log, status, lease, onShutdown, null);
    }

    /** In a pod, replicas of the same pool agree by themselves. */
    private @Nullable LeaseConfig lease(PoolName pool) {
        Optional<String> named = variables.optional("LEASE", LeaseConfig::name);
        if (named.isPresent()) {
            return named.get().equals("none") ? null : new LeaseConfig(named.get(), null, false);
        }
        return variables.has("KUBERNETES_SERVICE_HOST") ? LeaseConfig.of(pool) : null;
    }

    private BigIpConfig bigip() {
        Optional<String> url = variables.required("BIGIP", "the BIG-IP's management address", Values::bigip);
        Optional<String> user = variables.required("BIGIP_USER", "the name to log in with", Function.identity());
        Optional<String> password =
                variables.required("BIGIP_PASS", "the password to log in with", Function.identity());
        TrustConfig trust = TrustConfig.of(
                variables.optional("BIGIP_CA_FILE", Values::certificates),
                variables.optional("BIGIP_CERT_SHA256", Values::fingerprint),
                variables.optional("BIGIP_INSECURE", Values::yes).orElse(false));
        if (trust.isAmbiguous()) {
            variables.problem(
                    "BIGIP_CA_FILE, BIGIP_CERT_SHA256 and BIGIP_INSECURE exclude each other: set one of them");
        }
        Supplier<char[]> secret = () -> password.orElse("").toCharArray();
        return new BigIpConfig("BIGIP", url.orElse(""), user.orElse(""), secret, trust, null, BigIpConfig.Budget.USUAL);
    }

    private MetricsConfig metrics() {
        Optional<Path> token = variables.optional("PROMETHEUS_TOKEN_FILE", Values::secret);
        String url = variables.optional("PROMETHEUS_URL", Values::prometheus).orElse(THANOS);
        // Unasked, the pod's token goes nowhere in the clear.
        boolean secured = Values.isSecured(url);
        if (secured && !variables.has("PROMETHEUS_TOKEN_FILE") && Files.isReadable(POD_TOKEN)) {
            token = Optional.of(POD_TOKEN);
        }
        Optional<Path> ca = variables.optional("PROMETHEUS_CA_FILE", Values::certificates);
        if (!secured && ca.isPresent()) {
            variables.problem(
                    "PROMETHEUS_CA_FILE",
                    "there is no certificate to check at " + url + ": use https, or leave it out");
        }
        return MetricsConfig.prometheus("PROMETHEUS", url).with(token.orElse(null), ca.orElse(null));
    }

    private String strategy() {
        return variables
                .optional("STRATEGY", String::strip)
                .orElse(choseByCoefficients(environment) ? "article" : "auto");
    }

    private StrategyOptions options(String strategy) {
        Map<String, String> options = new TreeMap<>();
        if (strategy.equals("article")) {
            COEFFICIENTS.forEach((variable, option) ->
                    Optional.ofNullable(environment.get(variable)).ifPresent(text -> options.put(option, text)));
        }
        StrategyOptions read = new StrategyOptions(options);
        StrategyProblems.of(strategy, read).forEach((option, problem) -> {
            String variable = COEFFICIENTS.entrySet().stream()
                    .filter(entry -> entry.getValue().equals(option))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse("STRATEGY");
            variables.problem(variable, problem);
        });
        return read;
    }
}
