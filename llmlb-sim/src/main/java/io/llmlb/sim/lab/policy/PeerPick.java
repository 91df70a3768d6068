package io.llmlb.sim.lab.policy;

import io.llmlb.sim.lab.Arrival;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.vllm.ServerNumbers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * What f5devcentral/llm-inference-lb does: a member drawn at random for each request, each with probability
 * {@code score / sum(score)}. Scores come from the servers' own pages, all fetched together every few seconds. A member that
 * could not be fetched keeps its score, a new one has 0.001; one with a score of 0 or less gets nothing, and when no other
 * is left the pool chooses by round robin. Its asking costs no time here.
 *
 * @param fetch from fetch to fetch
 */
record PeerPick(String name, PeerMode mode, PeerWeights weights, Duration fetch) implements Policy {
    private static final double NEW = 0.001;

    @Override
    public void begin(Site site) {
        site.pool().loadBalancingMode("round-robin");
        SplittableRandom random = new SplittableRandom(site.seed());
        Map<String, Double> scores = new HashMap<>();
        Duration phase = Duration.ofNanos(random.nextLong(fetch.toNanos()));
        site.simulation().every(fetch, phase, now -> scores.putAll(mode.scores(fetched(site, now), weights)));
        site.simulation().dispatcher(new Outstanding(site.pool()) {
            @Override
            public Optional<String> choose(Arrival arrival, int tmm, Set<String> refused) {
                return drawn(candidates(refused), scores, random)
                        .or(() -> site.pool().pick(tmm, refused).map(Member::fullPath));
            }
        });
    }

    private static TreeMap<String, PeerMode.Load> fetched(Site site, long now) {
        TreeMap<String, PeerMode.Load> loads = new TreeMap<>();
        for (Member member : site.pool().members()) {
            site.metrics()
                    .page(member.fullPath(), now)
                    .ifPresent(numbers -> loads.put(member.fullPath(), load(numbers)));
        }
        return loads;
    }

    private static PeerMode.Load load(ServerNumbers numbers) {
        return new PeerMode.Load(numbers.waiting(), numbers.kvUsage(), numbers.running());
    }

    /** Empty when all scores are 0 or less. */
    static Optional<String> drawn(List<String> members, Map<String, Double> scores, SplittableRandom random) {
        double sum = 0;
        for (String member : members) {
            sum += Math.max(0, scores.getOrDefault(member, NEW));
        }
        double left = random.nextDouble() * sum;
        String drawn = null;
        for (String member : members) {
            double score = scores.getOrDefault(member, NEW);
            if (score > 0) {
                drawn = member;
                left -= score;
                if (left < 0) {
                    break;
                }
            }
        }
        return Optional.ofNullable(drawn);
    }
}
