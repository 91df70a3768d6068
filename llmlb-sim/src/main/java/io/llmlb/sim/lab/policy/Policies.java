package io.llmlb.sim.lab.policy;

import io.llmlb.core.decide.RatioScale;
import io.llmlb.core.decide.StrategyOptions;
import io.llmlb.core.guard.Freshness;
import io.llmlb.core.guard.Guards;
import io.llmlb.core.guard.UsualForUnknown;
import io.llmlb.core.supervise.DoNoHarm;
import io.llmlb.sim.model.vllm.Forecast;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The policies by name. */
public final class Policies {
    private static final String RATIO = "ratio-member";
    private static final String RATIO_LEAST_CONNECTIONS = "ratio-least-connections-member";
    private static final Guards BARE = new Guards(new Freshness(Freshness.LEAST), List.of(new UsualForUnknown()));

    private Policies() {}

    /**
     * A policy, by the name and options that a user writes; its {@linkplain Policy#name() name} is that text.
     *
     * <ul>
     *   <li>{@code equal}, {@code static} (true capacities), {@code least-connections}, {@code rlc-static},
     *       {@code power-of-two}, {@code oracle:ttft}, {@code oracle:work}: no options.
     *   <li>{@code ratio:STRATEGY} and {@code rlc:STRATEGY}: a strategy of the controller, or one that is here only to be
     *       compared with, over ratio or ratio-least-connections. The strategy's options follow as {@code /name=value};
     *       {@code /max=N} is the largest ratio, {@code /guards=bare} leaves out all guards but those without which a loop
     *       cannot run, and lets it write as much as it likes, {@code /harm=act|warn|off} (off) has a supervisor watch the
     *       strategy, {@code /as3=true} is for a pool that AS3 declares: one ratio stays 1, {@code /from=20} begins after so many seconds of
     *       equal ratios. The article's readings are bare
     *       and have {@code max=100} unless said otherwise.
     *   <li>{@code peer:MODE}: what f5devcentral/llm-inference-lb does; options {@code wa}, {@code wb} and {@code wg} are its
     *       weights, {@code fetch} (3) the seconds from fetch to fetch.
     * </ul>
     *
     * @throws IllegalArgumentException when there is none of that name, or its options are wrong
     */
    public static Policy named(String name) {
        return switch (name) {
            case "equal" -> new Plain(name, RATIO, false);
            case "static" -> new Plain(name, RATIO, true);
            case "least-connections" -> new Plain(name, "least-connections-member", false);
            case "rlc-static" -> new Plain(name, RATIO_LEAST_CONNECTIONS, true);
            case "power-of-two" -> new PowerOfTwo();
            case "oracle:ttft" -> new Oracle(name, Forecast::firstTokenSeconds);
            case "oracle:work" -> new Oracle(name, Forecast::workSeconds);
            default -> withOptions(name);
        };
    }

    private static Policy withOptions(String name) {
        String[] parts = name.split("/");
        int colon = parts[0].indexOf(':');
        String kind = colon < 0 ? "" : parts[0].substring(0, colon);
        String what = parts[0].substring(colon + 1);
        Map<String, String> options = new HashMap<>();
        Arrays.stream(parts).skip(1).forEach(option -> {
            String[] pair = option.split("=", 2);
            if (pair.length < 2) {
                throw new IllegalArgumentException("an option of a policy is /name=value, but this is /" + option);
            }
            options.put(pair[0], pair[1]);
        });
        return switch (kind) {
            case "ratio" -> controlled(name, RATIO, what, options);
            case "rlc" -> controlled(name, RATIO_LEAST_CONNECTIONS, what, options);
            case "peer" -> peer(name, what, options);
            default ->
                throw new IllegalArgumentException("there is no policy \"" + name + "\": a policy is equal, static,"
                        + " least-connections, rlc-static, power-of-two, oracle:ttft, oracle:work, ratio:STRATEGY,"
                        + " rlc:STRATEGY or peer:MODE, where STRATEGY is " + String.join(", ", Baselines.known())
                        + ", and MODE is " + String.join(", ", PeerMode.words()));
        };
    }

    private static Policy controlled(String name, String mode, String strategy, Map<String, String> options) {
        // The article's controller has neither guards, nor small ratios, nor a budget.
        boolean article = ArticleReading.isOne(strategy);
        String guards = options.getOrDefault("guards", article ? "bare" : "standard");
        boolean bare = guards.equals("bare");
        if (!bare && !guards.equals("standard")) {
            throw new IllegalArgumentException("guards are bare or standard, but these are \"" + guards + "\"");
        }
        int usual = article ? RatioScale.LIMIT : RatioScale.DEFAULT_MAX;
        int max = (int) new StrategyOptions(options).number("max", usual, 1, RatioScale.LIMIT);
        DoNoHarm harm = DoNoHarm.named(options.getOrDefault("harm", DoNoHarm.OFF.word()));
        String declared = options.getOrDefault("as3", "false");
        if (!Set.of("true", "false").contains(declared)) {
            throw new IllegalArgumentException("as3 is true or false, but this is \"" + declared + "\"");
        }
        RatioScale scale = declared.equals("true") ? RatioScale.keepingOne(max) : new RatioScale(max);
        double from = new StrategyOptions(options).number("from", 0, 0, 86_400);
        options.keySet().removeAll(Set.of("max", "guards", "harm", "as3", "from"));
        return new Controlled(
                name,
                mode,
                Baselines.strategy(strategy, new StrategyOptions(options)),
                bare ? BARE : Guards.standard(),
                bare ? RatioScale.withoutThrift(max) : scale,
                Duration.ofMillis(Math.round(1000 * from)),
                bare,
                harm);
    }

    private static Policy peer(String name, String word, Map<String, String> options) {
        double fetch = new StrategyOptions(options).number("fetch", 3, 0.1, 60);
        options.remove("fetch");
        PeerMode mode = PeerMode.named(word);
        PeerWeights weights = PeerWeights.of(mode, new StrategyOptions(options));
        return new PeerPick(name, mode, weights, Duration.ofMillis(Math.round(1000 * fetch)));
    }
}
