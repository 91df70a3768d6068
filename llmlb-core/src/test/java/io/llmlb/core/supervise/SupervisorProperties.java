package io.llmlb.core.supervise;

import static io.llmlb.core.supervise.Farm.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.core.act.LoadBalancingMode;
import io.llmlb.core.decide.RatioScale;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class SupervisorProperties {
    private static final double[] ODD = {-1, -0.0, 0, 0.5, 3, 50, 1e6, 1e300, Double.MAX_VALUE, Double.NaN};

    @Property(tries = 200)
    void whateverHappensNothingIsThrownAndWeightsArePositive(@ForAll long seed) {
        Random random = new Random(seed);
        Farm farm = farm();
        for (int i = 0; i < 150; i++) {
            disturb(farm, random);
            Harm harm = farm.look(Farm.STEP);

            assertThat(harm.status()).isNotEqualTo(Harm.Status.WARNED);
            assertThat(harm.sentence().isEmpty()).isEqualTo(harm.status() == Harm.Status.NONE);
            harm.instead()
                    .byMember()
                    .values()
                    .forEach(weight -> assertThat(weight.value()).isPositive().isFinite());
            assertThat(farm.ratios.keySet()).containsAll(harm.instead().members());
        }
    }

    @Property(tries = 100)
    void theOrderOfMembersMakesNoDifference(@ForAll long seed) {
        Random random = new Random(seed);
        Random same = new Random(seed);
        Farm forwards = farm();
        Farm backwards = farm();
        backwards.backwards = true;
        for (int i = 0; i < 100; i++) {
            disturb(forwards, random);
            disturb(backwards, same);

            assertThat(backwards.look(Farm.STEP)).isEqualTo(forwards.look(Farm.STEP));
        }
    }

    private static Farm farm() {
        return new Farm(new Supervisor(DoNoHarm.ACT, new RatioScale(20)));
    }

    private static void disturb(Farm farm, Random random) {
        int i = 1 + random.nextInt(5);
        switch (random.nextInt(10)) {
            case 0 -> farm.member(i, random.nextInt(70_000), random.nextInt(20), random.nextInt(300));
            case 1, 2 -> farm.ratios.computeIfPresent(id(i), (id, ratio) -> random.nextInt(30));
            case 3 -> farm.waiting.put(id(i), ODD[random.nextInt(ODD.length)]);
            case 4 -> farm.perSecond.put(id(i), ODD[random.nextInt(ODD.length)]);
            case 5 -> farm.ratios.remove(id(i));
            case 6 -> farm.scraped = random.nextInt(5) > 0;
            case 7 -> farm.ours = random.nextInt(5) > 0;
            case 8 -> farm.mode = LoadBalancingMode.values()[random.nextInt(4)];
            default -> farm.now = farm.now.plusSeconds(random.nextInt(100) == 0 ? random.nextInt(7200) - 3600 : 0);
        }
    }
}
