package io.llmlb.core.decide;

import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The strategies at hand, by name. */
public final class Strategies {
    private Strategies() {}

    /** Every factory that {@link ServiceLoader} finds, by {@linkplain RatioStrategyFactory#name() name}. */
    public static Map<String, RatioStrategyFactory> all() {
        Map<String, RatioStrategyFactory> byName = new TreeMap<>();
        for (RatioStrategyFactory factory : ServiceLoader.load(RatioStrategyFactory.class)) {
            byName.put(factory.name(), factory);
        }
        return byName;
    }

    /**
     * A new strategy for one pool.
     *
     * @throws IllegalArgumentException when there is no such strategy, or its options are wrong
     */
    public static RatioStrategy create(String name, StrategyOptions options) {
        Map<String, RatioStrategyFactory> all = all();
        RatioStrategyFactory factory = all.get(name);
        if (factory == null) {
            throw new IllegalArgumentException(
                    "there is no strategy \"" + name + "\": the strategies are " + String.join(", ", all.keySet()));
        }
        return factory.create(options);
    }
}
