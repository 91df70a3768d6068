package io.llmlb.sim.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.llmlb.sim.model.trace.Trace;
import io.llmlb.sim.model.trace.TraceRequest;
import io.llmlb.sim.model.trace.Traces;
import io.llmlb.sim.model.vllm.PromptBlocks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private static final Trace AZURE = Trace.azureConversation();
    private static final int MANY = 200_000;

    @Test
    void poissonGapsVaryAsMuchAsTheyAreLong() {
        double[] gaps = gaps(Arrivals.poisson(AZURE, 50, 1));
        assertThat(mean(gaps)).isCloseTo(0.02, within(0.0002));
        assertThat(variation(gaps)).isCloseTo(1, within(0.01));
    }

    @Test
    void gammaGapsVaryTwiceAsMuch() {
        double[] gaps = gaps(Arrivals.gamma(AZURE, 50, 1));
        assertThat(mean(gaps)).isCloseTo(0.02, within(0.0004));
        assertThat(variation(gaps)).isCloseTo(2, within(0.05));
        // The third moment of a gamma distribution of shape k = 1/4: its skewness is 2 / sqrt(k).
        double mean = mean(gaps);
        double deviation = variation(gaps) * mean;
        double skewness = DoubleStream.of(gaps)
                .map(gap -> StrictMath.pow((gap - mean) / deviation, 3))
                .average()
                .orElseThrow();
        assertThat(skewness).isCloseTo(4, within(0.3));
    }

    @Test
    void theModulatedRateIsLowForThreeQuartersOfTheTimeAndHighForTheRest() {
        double[] gaps = gaps(Arrivals.mmpp(AZURE, 20, 4));
        assertThat(mean(gaps)).isCloseTo(0.05, within(0.002));
        // In windows of 2 s there are about 30 requests or about 70.
        int[] counts = new int[(int) (DoubleStream.of(gaps).sum() / 2) + 1];
        double time = 0;
        for (double gap : gaps) {
            time += gap;
            counts[(int) (time / 2)]++;
        }
        double[] high = Arrays.stream(counts)
                .filter(count -> count > 50)
                .asDoubleStream()
                .toArray();
        double[] low = Arrays.stream(counts)
                .filter(count -> count <= 50)
                .asDoubleStream()
                .toArray();
        assertThat((double) high.length / counts.length).isCloseTo(0.25, within(0.03));
        assertThat(mean(low)).isCloseTo(30, within(1.5));
        assertThat(mean(high)).isCloseTo(70, within(3.5));
    }

    @Test
    void lengthsAreThoseOfTheTraceWhateverTheGaps() {
        List<Arrival> poisson = first(1000, Arrivals.poisson(AZURE, 50, 7));
        List<Arrival> gamma = first(1000, Arrivals.gamma(AZURE, 50, 7));
        assertThat(gamma.stream().map(Arrival::promptTokens))
                .containsExactlyElementsOf(
                        poisson.stream().map(Arrival::promptTokens).toList());
        Set<List<Integer>> known = new HashSet<>();
        AZURE.requests().forEach(request -> known.add(List.of(request.inputTokens(), request.outputTokens())));
        assertThat(poisson)
                .allSatisfy(
                        arrival -> assertThat(known).contains(List.of(arrival.promptTokens(), arrival.outputTokens())));
    }

    @Test
    void theRhythmOfATraceIsKeptAtAnotherRate() {
        Trace code = Traces.named("azure_code");
        List<Arrival> all = first(3 * code.requests().size(), Arrivals.rhythm(code, 40, 5));
        double seconds = all.get(all.size() - 1).time() / 1e9;
        assertThat(all.size() / seconds).isCloseTo(40, within(1.0));
        assertThat(all).isSortedAccordingTo((a, b) -> Long.compare(a.time(), b.time()));
        double[] gaps = gaps(Arrivals.rhythm(code, 40, 5));
        List<TraceRequest> requests = code.requests();
        double[] own = new double[requests.size() - 1];
        for (int i = 0; i < own.length; i++) {
            own[i] = (requests.get(i + 1).arrivalNanos() - requests.get(i).arrivalNanos()) / 1e9;
        }
        assertThat(variation(own)).isGreaterThan(3);
        assertThat(variation(gaps)).isCloseTo(variation(own), within(0.35 * variation(own)));
    }

    @Test
    void theRhythmBeginsElsewhereWithAnotherSeed() {
        Trace code = Traces.named("azure_code");
        assertThat(first(50, Arrivals.rhythm(code, 40, 5))).isEqualTo(first(50, Arrivals.rhythm(code, 40, 5)));
        assertThat(first(50, Arrivals.rhythm(code, 40, 6))).isNotEqualTo(first(50, Arrivals.rhythm(code, 40, 5)));
    }

    /** These numbers hold on every machine and every Java. */
    @Test
    void theSameSeedGivesTheSameNumbersEverywhere() {
        assertThat(tell(Arrivals.poisson(AZURE, 50, 1))).isEqualTo("29382021 959 465, 20156698242 420 103");
        assertThat(tell(Arrivals.gamma(AZURE, 50, 1))).isEqualTo("65046 959 465, 19646824965 420 103");
        assertThat(tell(Arrivals.mmpp(AZURE, 50, 1))).isEqualTo("14678298 959 465, 26915064671 420 103");
        assertThat(tell(Arrivals.rhythm(AZURE, 50, 1))).isEqualTo("18426414 2022 79, 15286800974 889 113");
    }

    @Test
    void aReplayIsTheTraceItself() {
        Iterator<Arrival> replay = Arrivals.replay(AZURE);
        TraceRequest request = AZURE.requests().get(0);
        assertThat(replay.next())
                .isEqualTo(new Arrival(
                        request.arrivalNanos(), request.inputTokens(), request.outputTokens(), PromptBlocks.NONE));
    }

    @Test
    void anArrivalIsCutToWhatAServerTakes() {
        Arrival longOne = new Arrival(5, 3000, 2000, PromptBlocks.NONE);
        assertThat(longOne.cutTo(10_000)).isEqualTo(longOne);
        assertThat(longOne.cutTo(4000)).isEqualTo(new Arrival(5, 2000, 2000, PromptBlocks.NONE));
        assertThat(longOne.cutTo(1000)).isEqualTo(new Arrival(5, 500, 500, PromptBlocks.NONE));
    }

    @Test
    void aRateIsPositiveAndFinite() {
        for (double wrong : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatIllegalArgumentException().isThrownBy(() -> Arrivals.gamma(AZURE, wrong, 1));
            assertThatIllegalArgumentException().isThrownBy(() -> Arrivals.rhythm(AZURE, wrong, 1));
        }
    }

    private static String tell(Iterator<Arrival> arrivals) {
        List<Arrival> some = first(1000, arrivals);
        Arrival one = some.get(0);
        Arrival other = some.get(999);
        return one.time() + " " + one.promptTokens() + " " + one.outputTokens() + ", " + other.time() + " "
                + other.promptTokens() + " " + other.outputTokens();
    }

    private static List<Arrival> first(int count, Iterator<Arrival> arrivals) {
        List<Arrival> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(arrivals.next());
        }
        return all;
    }

    private static double[] gaps(Iterator<Arrival> arrivals) {
        double[] gaps = new double[MANY];
        long last = 0;
        for (int i = 0; i < MANY; i++) {
            long time = arrivals.next().time();
            gaps[i] = (time - last) / 1e9;
            last = time;
        }
        return gaps;
    }

    private static double mean(double[] values) {
        return DoubleStream.of(values).average().orElseThrow();
    }

    private static double variation(double[] values) {
        double mean = mean(values);
        double squares = DoubleStream.of(values)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow();
        return Math.sqrt(squares) / mean;
    }
}
