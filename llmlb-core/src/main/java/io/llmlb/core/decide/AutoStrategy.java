package io.llmlb.core.decide;

/**
 * {@code auto}: the strategy for those who do not want to choose. Today it is the article's law with unit coefficients;
 * it will choose by load-balancing mode and by the signals at hand once there is more than one law to choose from.
 */
final class AutoStrategy {
    private AutoStrategy() {}

    /** {@code auto}: no options. */
    public static final class Factory implements RatioStrategyFactory {
        @Override
        public String name() {
            return "auto";
        }

        @Override
        public RatioStrategy create(StrategyOptions options) {
            options.only();
            return new ArticleStrategy.Factory().create(StrategyOptions.NONE);
        }
    }
}
