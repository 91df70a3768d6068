package io.llmlb.sim.lab.policy;

import io.llmlb.sim.lab.Arrival;
import io.llmlb.sim.model.vllm.Forecast;
import io.llmlb.sim.model.vllm.ServerModel;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Chooses for each request by what nobody can know: the exact state of every server, and the length of every answer.
 * Greedy, so not the best that is possible.
 *
 * @param least what is to be least
 */
record Oracle(String name, ToDoubleFunction<Forecast> least) implements Policy {
    @Override
    public void begin(Site site) {
        site.simulation().dispatcher(new Outstanding(site.pool()) {
            @Override
            public Optional<String> choose(Arrival arrival, int tmm, Set<String> refused) {
                String best = null;
                double bestCost = Double.POSITIVE_INFINITY;
                for (String member : candidates(refused)) {
                    Optional<ServerModel> server = site.simulation().server(member);
                    if (server.isPresent() && server.get().ready(arrival.time())) {
                        double cost = least.applyAsDouble(
                                server.get().forecast(arrival.promptTokens(), arrival.outputTokens(), arrival.time()));
                        if (best == null || cost < bestCost) {
                            best = member;
                            bestCost = cost;
                        }
                    }
                }
                return Optional.ofNullable(best);
            }
        });
    }
}
