package io.llmlb.core.control;

import static io.llmlb.core.control.World.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.core.FailureKind;
import io.llmlb.core.decide.RatioScale;
import io.llmlb.core.decide.RatioStrategy;
import io.llmlb.core.decide.Strategies;
import io.llmlb.core.decide.StrategyOptions;
import io.llmlb.core.guard.Guards;
import io.llmlb.core.supervise.DoNoHarm;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ControlLoopProperties {
    private static final double[] VALUES = {
        Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -1, -0.0, 0, 1, 7, 1e6, Double.MAX_VALUE
    };

    /** Every kind of trouble, in any order: nothing comes out of the loop but cycles, and no ratio out of bounds. */
    @Property(tries = 300)
    void nothingThatHappensMakesAnExceptionOrARatioOutOfBounds(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 100) int max) {
        Random random = new Random(seed);
        World world = new World();
        List<String> names = List.copyOf(Strategies.all().keySet());
        RatioStrategy strategy = Strategies.create(names.get(random.nextInt(names.size())), StrategyOptions.NONE);
        ControlLoop loop = new ControlLoop(
                World.POOL,
                world,
                world,
                strategy,
                Guards.standard(),
                new RatioScale(max),
                world,
                DoNoHarm.values()[random.nextInt(3)]);
        for (int step = 0; step < 40; step++) {
            disturb(world, random);
            Cycle cycle = loop.runOnce();

            assertThat(world.written).allSatisfy(ratio -> assertThat(ratio).isBetween(1, max));
            assertThat(cycle.members())
                    .allSatisfy(member ->
                            assertThat(member.weight().value()).isPositive().isFinite());
            assertThat(cycle.problem().map(Throwable::getMessage).orElse("")).doesNotContain("defect");
            world.pass(random.nextInt(40), random.nextBoolean());
        }
    }

    private static void disturb(World world, Random random) {
        int i = 1 + random.nextInt(6);
        switch (random.nextInt(9)) {
            case 0 -> world.ratios.put(id(i), 1 + random.nextInt(65535));
            case 1 -> world.ratios.remove(id(i));
            case 2 -> world.waiting.put(id(i), VALUES[random.nextInt(VALUES.length)]);
            case 3 -> world.waiting.remove(id(i));
            case 4 -> world.readFailure = sometimes(random);
            case 5 -> world.observeFailure = sometimes(random);
            case 6 -> world.writeFailure = sometimes(random);
            case 7 -> world.complete = random.nextBoolean();
            default -> world.now = world.now.plusSeconds(random.nextInt(7200) - 3600);
        }
    }

    private static World.Failure sometimes(Random random) {
        List<FailureKind> kinds = List.of(FailureKind.values());
        return random.nextBoolean() ? new World.Failure(kinds.get(random.nextInt(kinds.size()))) : null;
    }
}
