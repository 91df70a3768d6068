package io.llmlb.app.config;

import io.llmlb.core.PoolName;
import io.llmlb.core.decide.StrategyOptions;
import io.llmlb.core.supervise.DoNoHarm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The configuration file: any number of BIG-IPs, metrics sources and pools.
 *
 * <pre>{@code
 * bigips:
 *   lab: {url: https://192.0.2.10, username: llmlb, passwordFile: /run/secrets/bigip, certSha256: "3f:..."}
 * metrics:
 *   thanos: {type: prometheus, url: https://thanos:9091, tokenFile: /run/secrets/token}
 * pools:
 *   - {pool: /vllm/Shared/gpt, bigip: lab, metrics: thanos, model: HighEndGPT, interval: 2s,
 *      strategy: {name: article, coefKvc: 5}, ratio: {max: 40}, guards: {floor: 0.05}, doNoHarm: warn, mode: run}
 * status: {address: 127.0.0.1, port: 9105}
 * leaderElection: {lease: llmlb, namespace: vllm}
 * onShutdown: keep
 * rules: {bigip: lab, dataGroup: /Common/InferenceBodyBasedRouting_rules}
 * }</pre>
 */
public final class YamlConfig {
    /** Three sampling intervals of 30 s, the longest that counts: samples live at least so long where scrapes are rare. */
    private static final Duration LEARNED = Duration.ofSeconds(90);

    private final YamlFile file;
    private final Map<String, BigIpConfig> bigips = new HashMap<>();
    private final Map<String, MetricsConfig> metrics = new HashMap<>();
    private final Set<PoolName> named = new HashSet<>();

    private YamlConfig(YamlFile file) {
        this.file = file;
    }

    /**
     * Reads a file.
     *
     * @param environment for each <code>${NAME}</code> in a value
     * @throws ConfigException naming everything that is missing, misspelt or wrong, with line and column
     */
    public static AppConfig read(Path path, Map<String, String> environment) {
        return effective(path, environment).config();
    }

    /**
     * Reads a file, and notes where each value is.
     *
     * @param environment for each <code>${NAME}</code> in a value
     * @throws ConfigException naming everything that is missing, misspelt or wrong, with line and column
     */
    public static EffectiveConfig effective(Path path, Map<String, String> environment) {
        return effective(YamlFile.of(path, environment));
    }

    static EffectiveConfig effective(YamlFile file) {
        AppConfig config = new YamlConfig(file).read();
        return new EffectiveConfig(config, file.origins());
    }

    private AppConfig read() {
        Section root = file.root();
        root.sections("bigips", this::bigip);
        root.sections("metrics", (name, section) -> metrics.put(name, MetricsSection.read(name, section)));
        List<PoolConfig> pools = new ArrayList<>();
        root.list("pools").forEach(section -> pool(section).ifPresent(pools::add));
        int verbosity =
                root.optional("verbosity", text -> Values.integer(text, 0, 3)).orElse(1);
        LogForm log = root.optional("log", LogForm::named).orElse(LogForm.TEXT);
        StatusConfig status = root.section("status").map(StatusConfig::read).orElse(StatusConfig.USUAL);
        LeaseConfig lease =
                root.section("leaderElection").map(LeaseConfig::read).orElse(null);
        OnShutdown onShutdown = root.optional("onShutdown", OnShutdown::named).orElse(OnShutdown.KEEP);
        Optional<RulesConfig> rules =
                root.section("rules").flatMap(section -> RulesConfig.read(section, name -> used(name, pools)));
        root.end();
        file.throwIfWrong();
        return new AppConfig(pools, verbosity, log, status, lease, onShutdown, rules.orElse(null));
    }

    /** Rules are read by the client that a pool needs in any case. */
    private BigIpConfig used(String name, List<PoolConfig> pools) {
        BigIpConfig bigip = known(name, bigips, "bigips");
        if (pools.stream().noneMatch(pool -> pool.bigip().equals(bigip))) {
            throw new IllegalArgumentException("no pool here is on \"" + name + "\": name the BIG-IP of one of them");
        }
        return bigip;
    }

    private void bigip(String name, Section section) {
        BigIpConfig bigip = BigIpSection.read(name, section);
        checkAddress(section, "url", bigip.url());
        BigIpConfig.Peer peer = bigip.peer();
        if (peer != null) {
            checkAddress(section, "peer", peer.url());
        }
        bigips.put(name, bigip);
    }

    private void checkAddress(Section section, String key, String url) {
        bigips.values().stream()
                .filter(other -> !url.isEmpty() && other.isAt(url))
                .findFirst()
                .ifPresent(other -> section.problem(
                        key, "it is that of " + other.name() + " too, and each would have a budget: keep one of them"));
    }

    private Optional<PoolConfig> pool(Section section) {
        Optional<PoolName> pool = section.required("pool", PoolName::new);
        if (pool.isPresent() && !named.add(pool.get())) {
            section.problem("pool", "this pool is in the list twice");
        }
        Optional<BigIpConfig> bigip = section.required("bigip", name -> known(name, bigips, "bigips"));
        Optional<MetricsConfig> source = section.required("metrics", name -> known(name, metrics, "metrics"));
        Optional<String> model = section.required("model", Function.identity());
        Duration interval = section.optional("interval", Values::interval).orElse(Duration.ofSeconds(2));
        Optional<StrategyOptions> options = Optional.of(StrategyOptions.NONE);
        String strategy = "auto";
        Optional<Section> strategySection = section.section("strategy");
        if (strategySection.isPresent()) {
            Section given = strategySection.get();
            strategy = given.required("name", Function.identity()).orElse("");
            options = options(given, strategy);
            given.end();
        }
        RatioConfig ratio = section.section("ratio").map(RatioConfig::read).orElse(RatioConfig.USUAL);
        GuardConfig guards = section.section("guards").map(GuardSection::read).orElse(GuardConfig.USUAL);
        DoNoHarm harm = section.optional("doNoHarm", DoNoHarm::named).orElse(PoolConfig.usualDoNoHarm(strategy));
        PoolConfig.Mode mode = section.optional("mode", YamlConfig::mode).orElse(PoolConfig.Mode.RUN);
        if (ratio.max() == 1 && mode != PoolConfig.Mode.NEUTRAL) {
            section.problem("ratio", "with max: 1 every ratio is 1, whatever the strategy wants: say mode: neutral");
        }
        source.ifPresent(metrics -> checkAge(section, metrics, guards));
        section.end();
        if (pool.isEmpty() || bigip.isEmpty() || source.isEmpty() || model.isEmpty() || options.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new PoolConfig(
                pool.get(),
                bigip.get(),
                source.get(),
                model.get(),
                interval,
                strategy,
                options.get(),
                ratio,
                guards,
                harm,
                mode));
    }

    private static Optional<StrategyOptions> options(Section given, String name) {
        StrategyOptions options = new StrategyOptions(given.rest());
        if (name.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> problems = StrategyProblems.of(name, options);
        problems.forEach(given::problem);
        return problems.isEmpty() ? Optional.of(options) : Optional.empty();
    }

    /** Samples that expire before the next can come would leave the strategy blind for most of the time. */
    private static void checkAge(Section section, MetricsConfig metrics, GuardConfig guards) {
        Duration least = guards.settings().maxAge();
        Duration longest = least.compareTo(LEARNED) > 0 ? least : LEARNED;
        if (metrics.atMostEvery().compareTo(longest) > 0) {
            section.problem(
                    "metrics",
                    "it is asked at most every " + Values.words(metrics.atMostEvery()) + ", but samples expire after "
                            + Values.words(longest) + ": ask more often, or raise guards.maxAge");
        }
    }

    private static PoolConfig.Mode mode(String text) {
        return switch (text) {
            case "run" -> PoolConfig.Mode.RUN;
            case "dry-run" -> PoolConfig.Mode.DRY_RUN;
            case "neutral" -> PoolConfig.Mode.NEUTRAL;
            default ->
                throw new IllegalArgumentException("a mode is run, dry-run or neutral, but this is \"" + text + "\"");
        };
    }

    private static <T> T known(String name, Map<String, T> all, String where) {
        T found = all.get(name);
        if (found == null) {
            throw new IllegalArgumentException("there is no \"" + name + "\" under " + where);
        }
        return found;
    }
}
