package io.llmlb.sim.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.sim.model.trace.Trace;
import java.util.Iterator;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class ArrivalsProperties {
    private static final Trace AZURE = Trace.azureConversation();

    @Property(tries = 100)
    void timesNeverGoBackAndTheSameSeedGivesTheSame(
            @ForAll long seed,
            @ForAll @DoubleRange(min = 0.01, max = 1000) double rate,
            @ForAll @IntRange(max = 3) int kind) {
        Supplier<Iterator<Arrival>> arrivals = () -> switch (kind) {
            case 0 -> Arrivals.poisson(AZURE, rate, seed);
            case 1 -> Arrivals.gamma(AZURE, rate, seed);
            case 2 -> Arrivals.mmpp(AZURE, rate, seed);
            default -> Arrivals.rhythm(AZURE, rate, seed);
        };
        Iterator<Arrival> one = arrivals.get();
        Iterator<Arrival> other = arrivals.get();
        long last = 0;
        for (int i = 0; i < 200; i++) {
            Arrival next = one.next();
            assertThat(next).isEqualTo(other.next());
            assertThat(next.time()).isGreaterThanOrEqualTo(last);
            last = next.time();
        }
    }

    @Property
    void aCutArrivalFitsAndLosesNoMoreThanItMust(
            @ForAll @IntRange(min = 1, max = 200_000) int prompt,
            @ForAll @IntRange(min = 1, max = 200_000) int output,
            @ForAll @IntRange(min = 2, max = 131_072) int most) {
        Arrival cut = new Arrival(0, prompt, output, io.llmlb.sim.model.vllm.PromptBlocks.NONE).cutTo(most);
        assertThat(cut.promptTokens()).isBetween(1, prompt);
        assertThat(cut.outputTokens()).isBetween(1, output);
        assertThat(cut.promptTokens() + cut.outputTokens()).isLessThanOrEqualTo(most);
        if (output <= most / 2 && prompt + output <= most) {
            assertThat(cut.promptTokens() + cut.outputTokens()).isEqualTo(prompt + output);
        }
    }
}
