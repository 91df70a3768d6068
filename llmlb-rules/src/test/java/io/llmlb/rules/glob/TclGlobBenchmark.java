package io.llmlb.rules.glob;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Time of one match on a prompt of 1 MiB that holds many "quick" and no "zebra". Tcl 8.6.13 takes seconds for the first
 * pattern. To run it, from the top directory:
 *
 * <pre>{@code
 * mvn -q -B -ntp -pl llmlb-rules -am test-compile
 * mvn -q -B -ntp -pl llmlb-rules dependency:build-classpath -Dmdep.outputFile=target/classpath -Dmdep.includeScope=test
 * java -cp llmlb-rules/target/classes:llmlb-rules/target/test-classes:$(cat llmlb-rules/target/classpath) \
 *     org.openjdk.jmh.Main TclGlobBenchmark -prof gc
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class TclGlobBenchmark {
    @Param({"*quick*zebra*", "*flight*", "*GPT", "*quick*z?bra*", "*[qa-]*]b"})
    String pattern;

    @Param({"false", "true"})
    boolean noCase;

    private TclGlob glob;
    private String text;

    @Setup
    public void prepare() {
        glob = noCase ? TclGlob.compileNoCase(pattern) : TclGlob.compile(pattern);
        String sentence = "The quick brown fox jumps over the lazy dog, and quick as it is, the fox is not alone. ";
        text = sentence.repeat((1 << 20) / sentence.length());
    }

    @Benchmark
    public boolean match() {
        return glob.matches(text);
    }
}
