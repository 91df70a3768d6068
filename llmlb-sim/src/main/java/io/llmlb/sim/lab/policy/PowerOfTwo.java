package io.llmlb.sim.lab.policy;

import io.llmlb.sim.lab.Arrival;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** Of two members drawn at random, the one with fewer requests (Mitzenmacher, 2001). */
record PowerOfTwo() implements Policy {
    @Override
    public String name() {
        return "power-of-two";
    }

    @Override
    public void begin(Site site) {
        SplittableRandom random = new SplittableRandom(site.seed());
        site.simulation().dispatcher(new Outstanding(site.pool()) {
            @Override
            public Optional<String> choose(Arrival arrival, int tmm, Set<String> refused) {
                List<String> all = candidates(refused);
                if (all.size() < 2) {
                    return all.stream().findFirst();
                }
                String one = all.get(random.nextInt(all.size()));
                String other = all.get(random.nextInt(all.size()));
                return Optional.of(outstanding(one) <= outstanding(other) ? one : other);
            }
        });
    }
}
