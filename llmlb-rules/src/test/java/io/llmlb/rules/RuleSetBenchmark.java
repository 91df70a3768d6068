package io.llmlb.rules;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A large rule set read and analysed. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class RuleSetBenchmark {
    private static final int STEPS = 1000;

    private final Map<String, String> records = records();

    private static Map<String, String> records() {
        Map<String, String> records = new HashMap<>();
        records.put("start", "1");
        for (int i = 1; i < STEPS; i++) {
            String condition =
                    i % 2 == 0 ? ".model matches_glob '*model-" + i + "*'" : "@promptTokens num_ge " + 10 * i;
            records.put(Integer.toString(i), "if " + condition + " then pool else " + (i + 1));
        }
        records.put(Integer.toString(STEPS), "selectPool /vllm/Shared/last");
        records.put("pool", "selectPool /vllm/Shared/pool");
        return records;
    }

    @Benchmark
    public Object checkThousandSteps() {
        return RuleSet.check(records, Target.BIGIP);
    }

    @Benchmark
    public Object compileThousandSteps() {
        return RuleSet.compile(records);
    }
}
