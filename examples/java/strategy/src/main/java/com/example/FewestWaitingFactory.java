package com.example;

import io.llmlb.core.decide.RatioStrategy;
import io.llmlb.core.decide.RatioStrategyFactory;
import io.llmlb.core.decide.StrategyOptions;

/** Found by its name in META-INF/services. */
public final class FewestWaitingFactory implements RatioStrategyFactory {
    @Override
    public String name() {
        return "fewest-waiting";
    }

    @Override
    public RatioStrategy create(StrategyOptions options) {
        options.only(); // has none, and says so to whoever sets one
        return new FewestWaiting();
    }
}
