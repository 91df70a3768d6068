package io.llmlb.core.supervise;

import static io.llmlb.core.supervise.Plant.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.core.MemberId;
import io.llmlb.core.PoolName;
import io.llmlb.core.act.Availability;
import io.llmlb.core.act.LoadBalancingMode;
import io.llmlb.core.act.MemberTraffic;
import io.llmlb.core.act.PoolMember;
import io.llmlb.core.act.PoolState;
import io.llmlb.core.observe.Observation;
import io.llmlb.core.observe.SampleWindow;
import io.llmlb.core.observe.SeriesKey;
import io.llmlb.core.observe.Signal;
import io.llmlb.core.supervise.Actuation.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class ActuationProperties {
    private static final int HOUR = 3600;
    private static final double[] ODD = {-1, -0.0, 0, 0.5, 3, 50, 1e6, 1e300, Double.MAX_VALUE, -Double.MAX_VALUE};
    private static final long[] ODD_COUNTS = {-1, 0, 1, 1000, 1_000_000, Long.MAX_VALUE, Long.MIN_VALUE};

    private static Plant plant(long seed, int members, double perSecond) {
        Random random = new Random(seed);
        Plant plant = new Plant(seed, perSecond);
        for (int i = 1; i <= members; i++) {
            plant.join(i, 1 + random.nextInt(20));
        }
        plant.residence = 1 + random.nextInt(40);
        plant.scrape = 5 + 5 * random.nextInt(6);
        plant.newConnections = random.nextDouble();
        plant.http = random.nextInt(4) > 0;
        if (!plant.http) {
            plant.newConnections = 1;
        }
        return plant;
    }

    @Property(tries = 8)
    void whoFollowsSteadyRatiosIsNeverBlamed(
            @ForAll long seed, @ForAll @IntRange(min = 2, max = 32) int members, @ForAll boolean alsoByConnections) {
        Plant plant = plant(seed, members, 3 + (seed & 31));
        plant.mode = alsoByConnections ? LoadBalancingMode.RATIO_LEAST_CONNECTIONS : LoadBalancingMode.RATIO;
        plant.controller = () -> assertThat(plant.finding.sentence()).isEmpty();
        plant.run(HOUR);
        assertThat(plant.finding.received()).hasSize(members);
    }

    @Property(tries = 8)
    void whoFollowsRatiosThatChangeInEveryCycleIsNeverBlamed(
            @ForAll long seed, @ForAll @IntRange(min = 2, max = 32) int members, @ForAll boolean wildly) {
        Plant plant = plant(seed, members, 3 + (seed & 31));
        double usual = plant.perSecond;
        plant.controller = () -> {
            assertThat(plant.finding.sentence()).isEmpty();
            plant.ratios.replaceAll((member, ratio) -> wildly
                    ? 1 + plant.random.nextInt(20)
                    : Math.max(1, Math.min(20, ratio + plant.random.nextInt(5) - 2)));
            if (plant.random.nextInt(20) == 0) { // bursts
                plant.perSecond = usual * (0.5 + plant.random.nextDouble());
            }
        };
        plant.run(HOUR);
    }

    @Property(tries = 8)
    void whoGoesThroughSteadyRatiosInRoundsIsNeverBlamed(
            @ForAll long seed,
            @ForAll @IntRange(min = 2, max = 32) int members,
            @ForAll @IntRange(min = 1, max = 8) int tmms) {
        Plant plant = plant(seed, members, 3 + (seed & 31));
        plant.rounds(tmms);
        plant.controller = () -> assertThat(plant.finding.sentence()).isEmpty();
        plant.run(HOUR);
    }

    @Property(tries = 8)
    void membersThatComeAndGoAndCountAnewAreNoGap(@ForAll long seed, @ForAll @IntRange(min = 3, max = 8) int members) {
        Plant plant = plant(seed, members, 3 + (seed & 31));
        plant.controller = () -> {
            assertThat(plant.finding.sentence()).isEmpty();
            int i = 2 + plant.random.nextInt(members - 1);
            switch (plant.random.nextInt(120)) {
                case 0 -> plant.down.add(id(i));
                case 1, 2 -> plant.down.clear();
                case 3 -> plant.join(members + 1, 20);
                case 4 -> plant.leave(members + 1);
                case 5 -> plant.recount(i);
                case 6 -> plant.restart(i);
                case 7 -> plant.ratios.put(id(i), 1 + plant.random.nextInt(20));
                default -> {}
            }
        };
        plant.run(HOUR);
    }

    /** Three blocks, each of 150 requests and of half a minute at least, and the readings that they wait for. */
    @Property(tries = 15)
    void aDeviceThatSendsOtherwiseIsSeenInTime(
            @ForAll long seed,
            @ForAll @IntRange(min = 2, max = 12) int members,
            @ForAll @DoubleRange(min = 1, max = 40) double perSecond) {
        Plant plant = plant(seed, members, perSecond);
        plant.run(90);
        for (int i = 1; i <= members; i++) {
            plant.ratios.put(id(i), i == 1 ? 20 : 1);
        }
        plant.run(300);
        plant.device = member -> id(members);
        double block = Math.max(48, 1.3 * 150 / perSecond + 16);
        assertThat(plant.until(Status.GAP, HOUR)).isLessThanOrEqualTo(4 * block);
        assertThat(plant.finding.sentence()).startsWith("BIG-IP does not follow the ratios: ");
    }

    @Property(tries = 15)
    void swappedMetricsAreSeenInTime(
            @ForAll long seed,
            @ForAll @IntRange(min = 2, max = 6) int members,
            @ForAll @DoubleRange(min = 2, max = 40) double perSecond) {
        Plant plant = plant(seed, members, perSecond);
        plant.http = true;
        for (int i = 1; i <= members; i++) {
            plant.ratios.put(id(i), i == 1 ? 12 : 2);
        }
        plant.mistaken.put(id(1), id(2));
        plant.mistaken.put(id(2), id(1));
        double block = Math.max(80, 1.3 * 150 / perSecond + 32);
        assertThat(plant.until(Status.GAP, HOUR)).isLessThanOrEqualTo(4 * block);
        assertThat(plant.finding.sentence()).contains("10.0.0.1:8000 and 10.0.0.2:8000 seem to be swapped");
    }

    @Property(tries = 8)
    void aFewLastingConnectionsOfDifferentUseAreSeenOrDoNoHarm(@ForAll long seed) {
        Plant plant = new Plant(seed, 20, 8, 4, 2, 1, 1);
        plant.keepAlive(4, 1e9);
        plant.run(300);
        double most = plant.finding.asked().keySet().stream()
                .mapToDouble(member -> Math.abs(plant.finding.asked().getOrDefault(member, 0.0)
                        - plant.finding.sent().getOrDefault(member, 0.0)))
                .sum();
        if (most / 2 > 0.3) {
            assertThat(plant.finding.sentence()).contains("probably requests stay on the connection they came on");
        }
    }

    @Property(tries = 60)
    void whateverIsToldNothingIsThrownAndPartsArePartsOfAll(@ForAll long seed) {
        Random random = new Random(seed);
        Map<MemberId, MemberTraffic> traffic = new HashMap<>();
        Map<MemberId, SampleWindow> samples = new HashMap<>();
        List<PoolMember> members = new ArrayList<>();
        Actuation actuation = new Actuation(new Plant(seed, 1) {
            @Override
            public Map<MemberId, MemberTraffic> traffic(PoolName pool) {
                return traffic;
            }
        });
        Instant now = Instant.ofEpochSecond(1_000_000);
        for (int i = 0; i < 300; i++) {
            MemberId id = id(1 + random.nextInt(4));
            now = now.plusSeconds(random.nextInt(100) == 0 ? random.nextInt(7200) - 3600 : random.nextInt(20));
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> traffic.put(id, new MemberTraffic(odd(random), odd(random), odd(random)));
                case 3 -> traffic.remove(id);
                case 4, 5 -> samples.put(id, sample(random, now));
                case 6 -> samples.remove(id);
                default -> {
                    members.removeIf(member -> member.id().equals(id));
                    members.add(new PoolMember(
                            id, "", random.nextInt(4), Availability.values()[random.nextInt(8) == 0 ? 2 : 0]));
                }
            }
            PoolState state =
                    new PoolState(Plant.POOL, LoadBalancingMode.values()[random.nextInt(20) / 19], "", members);
            Actuation.Finding finding = actuation.look(state, new Observation(now, samples, true, List.of()));
            assertThat(finding.sentence().isEmpty()).isEqualTo(actuation.trusted());
            Stream.of(finding.asked(), finding.sent(), finding.received())
                    .flatMap(parts -> parts.values().stream())
                    .forEach(part -> assertThat(part).isBetween(0.0, 1.0));
        }
    }

    private static long odd(Random random) {
        return ODD_COUNTS[random.nextInt(ODD_COUNTS.length)];
    }

    private static SampleWindow sample(Random random, Instant at) {
        SampleWindow.Builder sample = SampleWindow.builder();
        for (Signal signal : List.of(Signal.FINISHED, Signal.RUNNING, Signal.WAITING)) {
            if (random.nextInt(10) > 0) {
                sample.add(
                        SeriesKey.value(signal, ""),
                        at.minusSeconds(random.nextInt(9) - 1),
                        ODD[random.nextInt(ODD.length)]);
            }
        }
        return sample.build();
    }
}
