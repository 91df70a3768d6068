package io.llmlb.app.faults;

import io.llmlb.sim.live.vllm.FakeMetrics;
import io.llmlb.sim.live.vllm.Faults;
import io.llmlb.sim.live.vllm.VllmServer;
import io.llmlb.sim.live.vllm.Waveform;
import io.llmlb.sim.model.bigip.DataGroup;
import io.llmlb.sim.model.bigip.ManagementFault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeMap;

/**
 * Something that goes wrong for a while. None of them loses requests of a BIG-IP alone: servers that die are not among them.
 *
 * @param name in an operator's words
 * @param begin makes it happen
 * @param end mends it
 */
record RandomFault(String name, Deed begin, Deed end) {
    /** Does something to the sites; what is left open is drawn. */
    interface Deed {
        void to(TwinSites sites, Random random);
    }

    private static final Deed NOTHING = (sites, random) -> {};

    /** What is struck: the word before the colon. */
    String of() {
        return name.substring(0, Math.max(0, name.indexOf(':')));
    }

    /** Every kind there is. */
    static List<RandomFault> all() {
        List<RandomFault> all = new ArrayList<>();
        for (ManagementFault.Kind kind : ManagementFault.Kind.values()) {
            all.add(new RandomFault(
                    "management: " + kind.word(),
                    (sites, random) -> sites.controlled.bigIp().fault(ManagementFault.of(kind)),
                    (sites, random) -> sites.controlled.bigIp().clearFaults()));
        }
        all.add(new RandomFault(
                "management: restarted, tokens lost",
                (sites, random) -> {
                    sites.controlled.bigIp().stop();
                    sites.controlled.bigIp().start();
                },
                NOTHING));
        all.add(new RandomFault(
                "management: answers after half a second",
                (sites, random) -> sites.controlled.bigIp().latency(Duration.ofMillis(500)),
                (sites, random) -> sites.controlled.bigIp().latency(Duration.ZERO)));
        all.addAll(pool());
        all.addAll(metrics());
        all.addAll(controllers());
        return all;
    }

    private static List<RandomFault> pool() {
        return List.of(
                new RandomFault(
                        "pool: AS3 declares it again",
                        (sites, random) -> sites.both(cluster -> cluster.bigIp().redeclare("vllm")),
                        NOTHING),
                new RandomFault(
                        "pool: a pod goes and comes back",
                        (sites, random) -> sites.pods(TwinSites.PODS - 1),
                        (sites, random) -> sites.pods(TwinSites.PODS)),
                new RandomFault(
                        "pool: a person sets a ratio",
                        (sites, random) -> {
                            int index = random.nextInt(TwinSites.PODS);
                            int ratio = 1 + random.nextInt(Rig.MAX_RATIO);
                            sites.both(cluster -> cluster.pool()
                                    .configure(TwinSites.member(cluster, index), member -> member.withRatio(ratio)));
                        },
                        NOTHING),
                new RandomFault(
                        "pool: a member is disabled",
                        (sites, random) -> enable(sites, false),
                        (sites, random) -> enable(sites, true)),
                new RandomFault(
                        "pool: a person holds it",
                        (sites, random) -> hold(sites, Instant.now().plus(Duration.ofMinutes(1)) + " ann@ops"),
                        (sites, random) -> hold(sites, "")));
    }

    private static void enable(TwinSites sites, boolean so) {
        sites.both(cluster -> cluster.pool().configure(TwinSites.member(cluster, 1), member -> member.withEnabled(so)));
    }

    private static void hold(TwinSites sites, String record) {
        TreeMap<String, String> records = new TreeMap<>();
        if (!record.isEmpty()) {
            records.put(Rig.POOL.path(), record);
        }
        sites.controlled.bigIp().put(new DataGroup("/Common/llmlb_hold", "string", records, 1));
    }

    private static List<RandomFault> metrics() {
        List<RandomFault> all = new ArrayList<>();
        for (Faults.Metrics kind : Faults.Metrics.values()) {
            if (kind != Faults.Metrics.NONE) {
                String word = kind.name().toLowerCase(Locale.ROOT);
                all.add(new RandomFault(
                        "metrics: all " + word,
                        (sites, random) -> sites.controlled.servers().forEach(server -> set(server, kind)),
                        (sites, random) ->
                                sites.controlled.servers().forEach(server -> set(server, Faults.Metrics.NONE))));
                all.add(new RandomFault(
                        "metrics: one " + word,
                        (sites, random) -> set(sites.server(2), kind),
                        (sites, random) -> set(sites.server(2), Faults.Metrics.NONE)));
            }
        }
        all.add(new RandomFault(
                "metrics: absurd numbers",
                (sites, random) -> sites.server(random.nextInt(TwinSites.PODS))
                        .fakeMetrics(FakeMetrics.NONE
                                .with(FakeMetrics.Signal.RUNNING, Waveform.constant(1e12))
                                .with(FakeMetrics.Signal.GENERATION_TOKENS, Waveform.constant(1e12))),
                (sites, random) -> sites.controlled.servers().forEach(server -> server.fakeMetrics(FakeMetrics.NONE))));
        all.add(new RandomFault(
                "servers: one is four times slower",
                (sites, random) ->
                        sites.both(cluster -> cluster.servers().get(0).slowFactor(4)),
                (sites, random) ->
                        sites.both(cluster -> cluster.servers().get(0).slowFactor(1))));
        return all;
    }

    private static void set(VllmServer server, Faults.Metrics kind) {
        server.faults(server.faults().withMetrics(kind));
    }

    private static List<RandomFault> controllers() {
        return List.of(
                new RandomFault(
                        "controller: killed, started again",
                        (sites, random) -> sites.endController(true),
                        (sites, random) -> sites.addController()),
                new RandomFault(
                        "controller: terminated, started again",
                        (sites, random) -> sites.endController(false),
                        (sites, random) -> sites.addController()),
                new RandomFault(
                        "controller: two at once",
                        (sites, random) -> sites.addController(),
                        (sites, random) -> sites.endController(true)));
    }

    @Override
    public String toString() {
        return name;
    }
}
