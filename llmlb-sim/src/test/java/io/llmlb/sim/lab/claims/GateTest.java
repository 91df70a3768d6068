package io.llmlb.sim.lab.claims;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.sim.lab.claims.Claim.Kind;
import io.llmlb.sim.lab.experiment.Conditions;
import io.llmlb.sim.lab.experiment.Row;
import io.llmlb.sim.lab.scenario.Model;
import io.llmlb.sim.lab.scenario.Scenarios;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/**
 * The claims of docs/benchmarks.md that matter most, on three seeds and with margins: a change that breaks a strategy is
 * seen here, one that costs a few percent is not.
 */
class GateTest {
    private static final List<Long> SEEDS = List.of(1L, 2L, 3L);
    private static final String ARTICLE = Claims.ARTICLE.get(0);

    private final Map<String, Claim> gate = new LinkedHashMap<>();

    @Test
    void theStrategiesKeepTheirDistances() throws Exception {
        Conditions mixed = Conditions.of(Scenarios.MIXED, Model.LINEAR, 0.9);
        ratio("ratio against the article's law", Claims.RATIO, mixed, ARTICLE, 1 / 3.0);
        ratio("ratio against the oracle", Claims.RATIO, mixed, Claims.ORACLE, 3.4);
        ratio("ratio against true capacities", Claims.RATIO, mixed, "static", 1.25);
        ratio("rlc against the oracle", Claims.RLC, mixed, Claims.ORACLE, 2.6);
        ratio("rlc against least connections", Claims.RLC, mixed, "least-connections", 0.5);

        Conditions equal = Conditions.of(Scenarios.EQUAL, Model.LINEAR, 0.9);
        ratio("ratio against round robin on equal servers", Claims.RATIO, equal, "equal", 1.1);
        ratio("rlc against least connections on equal servers", Claims.RLC, equal, "least-connections", 1.08);

        Conditions degrade = Conditions.of(Scenarios.DEGRADE, Model.LINEAR, 0.8);
        ratio("ratio against true capacities that are no longer true", Claims.RATIO, degrade, "static", 0.1);
        itself("what degrade leaves behind", degrade, row -> row.backlogGrowth().orElseThrow(), 2);

        Conditions outage = Conditions.of(Scenarios.OUTAGE, Model.LINEAR, 0.8);
        itself("without metrics for two minutes", outage, Row::ttftP99, 1.8);
        Conditions frozen = Conditions.of(Scenarios.FROZEN, Model.LINEAR, 0.8);
        itself("with metrics of two servers missing", frozen, Row::ttftP99, 2.2);

        Conditions vllm = Conditions.of(Scenarios.MIXED, Model.VLLM, 0.9);
        ratio("ratio against the article's law, vllm", Claims.RATIO, vllm, ARTICLE, 0.5);
        ratio("ratio against true capacities, vllm", Claims.RATIO, vllm, "static", 1.25);
        ratio("rlc against least connections, vllm", Claims.RLC, vllm, "least-connections", 1.0);

        Runs runs = new Runs(SEEDS);
        List<Runs.Case> cases = new ArrayList<>();
        gate.values().forEach(claim -> cases.addAll(claim.cases()));
        runs.make(cases, () -> {});
        assertThat(gate)
                .allSatisfy((name, claim) ->
                        assertThat(claim.judge(runs).value()).as(name).isLessThanOrEqualTo(claim.bound()));
    }

    private void ratio(String name, String policy, Conditions at, String rival, double most) {
        gate.put(
                name,
                new Claim(name, policy, List.of(at), List.of(rival), List.of(at), Row::ttftP99, Kind.AT_MOST, most));
    }

    private void itself(String name, Conditions at, ToDoubleFunction<Row> figure, double most) {
        gate.put(name, new Claim(name, Claims.RATIO, List.of(at), List.of(), List.of(), figure, Kind.ITSELF, most));
    }
}
