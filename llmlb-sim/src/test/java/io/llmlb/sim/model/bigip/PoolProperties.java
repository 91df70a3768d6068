package io.llmlb.sim.model.bigip;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.core.PoolName;
import io.llmlb.sim.model.bigip.DataPlaneOptions.Rotation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class PoolProperties {
    private static final PoolName NAME = new PoolName("/vllm/Shared/p");
    private static final List<String> MODES = List.of(
            "round-robin",
            "ratio-member",
            "ratio-session",
            "least-connections-member",
            "ratio-least-connections-member",
            "weighted-least-connections-member",
            "observed-member");

    @Property
    void eachTmmServesExactSharesOfItsOwn(
            @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 1, max = 20) Integer> ratios,
            @ForAll @IntRange(min = 1, max = 4) int tmms,
            @ForAll boolean smooth,
            @ForAll long seed) {
        List<Member> members = new ArrayList<>();
        ratios.forEach(ratio -> members.add(member(members.size()).withRatio(ratio)));
        Pool pool = new Pool(
                NAME,
                "ratio-member",
                members,
                DataPlaneOptions.DEFAULT.withTmms(tmms).withRotation(smooth ? Rotation.SMOOTH : Rotation.ROUNDS));
        int rotation = ratios.stream().mapToInt(Integer::intValue).sum();
        List<Integer> turns = new ArrayList<>();
        for (int tmm = 0; tmm < tmms; tmm++) {
            turns.addAll(java.util.Collections.nCopies(rotation, tmm));
        }
        java.util.Collections.shuffle(turns, new Random(seed));
        Map<String, Integer> picked = new HashMap<>();
        turns.forEach(tmm ->
                picked.merge(tmm + pool.pick(tmm, Set.of()).orElseThrow().fullPath(), 1, Integer::sum));
        for (int tmm = 0; tmm < tmms; tmm++) {
            for (Member member : members) {
                assertThat(picked.get(tmm + member.fullPath())).isEqualTo(member.ratio());
            }
        }
    }

    /** Traffic as a proxy makes it, under changes of the configuration; every pick is judged. */
    @Property
    void noPickIsWrongAndNothingIsLostInAnyHistory(
            @ForAll("options") DataPlaneOptions options,
            @ForAll @IntRange(max = 6) int mode,
            @ForAll @IntRange(max = 3) int minActive,
            @ForAll long seed) {
        Random random = new Random(seed);
        Pool pool = new Pool(NAME, MODES.get(mode), List.of(member(0), member(1), member(2), member(3)), options);
        pool.minActiveMembers(minActive);
        Map<String, List<Open>> open = new HashMap<>();
        Map<String, Integer> opened = new HashMap<>();
        for (int step = 0; step < 150; step++) {
            int tmm = random.nextInt(options.tmms());
            switch (random.nextInt(8)) {
                case 0 -> change(pool, random);
                case 1 -> {
                    String path = member(random.nextInt(4)).fullPath();
                    if (pool.remove(path)) {
                        open.remove(path);
                        opened.remove(path);
                    } else {
                        pool.add(member(Integer.parseInt(path.substring(path.length() - 1))));
                        assertThat(pool.statistics(path)).isEqualTo(MemberStatistics.NONE);
                    }
                }
                case 2, 3 -> take(open, random).ifPresent(connection -> connection.account.closed());
                case 4 ->
                    take(open, random).ifPresent(connection -> {
                        connection.idle = !connection.idle;
                        connection.account.idle(connection.idle);
                        open.get(connection.path).add(connection);
                    });
                default -> {
                    Set<String> refused = random.nextInt(4) == 0
                            ? Set.of(member(random.nextInt(4)).fullPath())
                            : Set.of();
                    Optional<Member> pick = pool.pick(tmm, refused);
                    judge(pool, pick, tmm, refused, open);
                    pick.map(Member::fullPath)
                            .ifPresent(path -> pool.open(path, tmm).ifPresent(account -> {
                                open.computeIfAbsent(path, p -> new ArrayList<>())
                                        .add(new Open(path, tmm, account));
                                opened.merge(path, 1, Integer::sum);
                            }));
                }
            }
            for (Member member : pool.members()) {
                String path = member.fullPath();
                List<Open> now = open.getOrDefault(path, List.of());
                MemberStatistics statistics = pool.statistics(path);
                assertThat(statistics.currentConnections()).isEqualTo(now.size());
                assertThat(statistics.totalConnections())
                        .isEqualTo(opened.getOrDefault(path, 0).longValue());
                assertThat(statistics.maximumConnections()).isBetween(now.size(), opened.getOrDefault(path, 0));
            }
        }
    }

    /** An independent reading of who can be chosen, and what makes the choice a right one. */
    private static void judge(
            Pool pool, Optional<Member> pick, int tmm, Set<String> refused, Map<String, List<Open>> open) {
        int tmms = pool.options().tmms();
        List<Member> candidates = new ArrayList<>();
        for (Member member : pool.members()) {
            List<Open> mine = open.getOrDefault(member.fullPath(), List.of()).stream()
                    .filter(connection -> connection.tmm == tmm)
                    .toList();
            int part = (member.connectionLimit() + tmms - 1) / tmms;
            boolean room = member.connectionLimit() == 0
                    || mine.size() < part
                    || mine.stream().anyMatch(connection -> connection.idle);
            if (member.available() && room && !refused.contains(member.fullPath())) {
                candidates.add(member);
            }
        }
        assertThat(pick.isPresent()).isEqualTo(!candidates.isEmpty());
        if (pick.isEmpty()) {
            return;
        }
        Member chosen = pick.get();
        assertThat(candidates).contains(chosen);
        long higher = candidates.stream()
                .filter(member -> member.priorityGroup() > chosen.priorityGroup())
                .count();
        if (pool.minActiveMembers() > 0) {
            assertThat(higher).isLessThan(pool.minActiveMembers());
        }
        boolean byRatio = pool.loadBalancingMode().equals("ratio-least-connections-member");
        if (byRatio || pool.loadBalancingMode().equals("least-connections-member")) {
            for (Member other : candidates) {
                if (other.priorityGroup() >= chosen.priorityGroup()) {
                    assertThat(load(pool, chosen, tmm, open) / (byRatio ? chosen.ratio() : 1))
                            .isLessThanOrEqualTo(load(pool, other, tmm, open) / (byRatio ? other.ratio() : 1));
                }
            }
        }
    }

    private static double load(Pool pool, Member member, int tmm, Map<String, List<Open>> open) {
        return open.getOrDefault(member.fullPath(), List.of()).stream()
                .filter(connection -> !pool.options().connectionsPerTmm() || connection.tmm == tmm)
                .filter(connection -> pool.options().idleConnectionsCount() || !connection.idle)
                .count();
    }

    private static void change(Pool pool, Random random) {
        String path = member(random.nextInt(4)).fullPath();
        int value = random.nextInt(4);
        switch (random.nextInt(6)) {
            case 0 -> pool.configure(path, member -> member.withRatio(1 + value));
            case 1 -> pool.configure(path, member -> member.withConnectionLimit(value * 2));
            case 2 -> pool.configure(path, member -> member.withPriorityGroup(value));
            case 3 -> pool.configure(path, member -> member.withEnabled(value > 0));
            case 4 -> pool.configure(path, member -> member.withForcedDown(value == 0));
            default -> pool.health(path, Member.Health.values()[value]);
        }
    }

    private static Optional<Open> take(Map<String, List<Open>> open, Random random) {
        List<Open> all = open.getOrDefault(member(random.nextInt(4)).fullPath(), List.of());
        return all.isEmpty() ? Optional.empty() : Optional.of(all.remove(random.nextInt(all.size())));
    }

    @Property
    void aKeyAlwaysMeetsTheSameTmm(@ForAll int key, @ForAll @IntRange(min = 1, max = 64) int tmms) {
        DataPlaneOptions options = DataPlaneOptions.DEFAULT.withTmms(tmms);
        assertThat(options.tmm(key)).isBetween(0, tmms - 1).isEqualTo(options.tmm(key));
    }

    @Provide
    Arbitrary<DataPlaneOptions> options() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.of(Rotation.class),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false),
                        Arbitraries.longs())
                .as((tmms, rotation, restart, perTmm, idle, seed) ->
                        new DataPlaneOptions(tmms, rotation, restart, perTmm, idle, true, false, seed));
    }

    private static Member member(int index) {
        return Member.of("vllm", "10.0.0.1", 8000 + index);
    }

    private static final class Open {
        private final String path;
        private final int tmm;
        private final ServerConnection account;
        private boolean idle;

        Open(String path, int tmm, ServerConnection account) {
            this.path = path;
            this.tmm = tmm;
            this.account = account;
        }
    }
}
