package io.llmlb.sim.lab.policy;

import io.llmlb.core.act.PoolMember;
import java.util.HashMap;
import java.util.Map;

/**
 * The smallest change that mends the article's law: {@code capacity / (1 + k c)} of the {@linkplain ArticleCost cost}
 * {@code c}, with the true capacities, as nobody can know them. A member whose capacity is not known has the mean of the
 * others.
 *
 * @param capacities in requests per second, by full path of the member
 * @param k the gain; 1 is the article's
 */
record CapacityInverse(Map<String, Double> capacities, double k) implements CostStrategy.Law {
    @Override
    public Map<PoolMember, Double> weights(Map<PoolMember, Double> costs) {
        double mean = capacities.values().stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(1);
        Map<PoolMember, Double> weights = new HashMap<>();
        costs.forEach(
                (member, cost) -> weights.put(member, capacities.getOrDefault(member.path(), mean) / (1 + k * cost)));
        return weights;
    }
}
