package io.llmlb.sim.lab.policy;

import io.llmlb.core.act.PoolMember;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The article that llmlb follows ("AI Inference for VLLM models with F5 BIG-IP &amp; Red Hat OpenShift", F5 DevCentral) names
 * signals and coefficients, not how they become ratios. These are readings of it, of the {@linkplain ArticleCost cost}
 * {@code c}. None knows capacities.
 */
enum ArticleReading implements CostStrategy.Law {
    /** {@code 100 / (1 + c)}, that of the strategy {@code article}. */
    INVERSE {
        @Override
        double ratio(double cost, double most, double sum) {
            return 100 / (1 + cost);
        }
    },
    /** {@code max(c) - c + 1}. */
    MAX_MINUS {
        @Override
        double ratio(double cost, double most, double sum) {
            return most - cost + 1;
        }
    },
    /** {@code 1 + 99 (1 - c / sum(c))}. */
    PROPORTIONAL {
        @Override
        double ratio(double cost, double most, double sum) {
            return sum > 0 ? 1 + 99 * (1 - cost / sum) : 100;
        }
    },
    /** {@code max(1, 100 - c)}. */
    HUNDRED_MINUS {
        @Override
        double ratio(double cost, double most, double sum) {
            return Math.max(1, 100 - cost);
        }
    };

    /** Its name as a strategy. */
    String word() {
        return "article-"
                + name().toLowerCase(Locale.ROOT).replace("hundred", "100").replace('_', '-');
    }

    /** Whether a strategy is one of these. */
    static boolean isOne(String strategy) {
        return Arrays.stream(values()).anyMatch(reading -> reading.word().equals(strategy));
    }

    @Override
    public Map<PoolMember, Double> weights(Map<PoolMember, Double> costs) {
        double most =
                costs.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
        // In ascending order, so that nothing depends on the order of members.
        double sum = costs.values().stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .sum();
        Map<PoolMember, Double> ratios = new HashMap<>();
        costs.forEach((member, cost) -> ratios.put(member, ratio(cost, most, sum)));
        return ratios;
    }

    /** Of a member with this cost, when the largest cost of all and the sum of them is this. */
    abstract double ratio(double cost, double most, double sum);
}
