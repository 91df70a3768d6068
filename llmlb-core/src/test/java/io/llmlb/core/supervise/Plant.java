package io.llmlb.core.supervise;

import io.llmlb.core.MemberId;
import io.llmlb.core.PoolName;
import io.llmlb.core.act.Availability;
import io.llmlb.core.act.LoadBalancingMode;
import io.llmlb.core.act.MemberShare;
import io.llmlb.core.act.MemberTraffic;
import io.llmlb.core.act.PoolDevice;
import io.llmlb.core.act.PoolMember;
import io.llmlb.core.act.PoolState;
import io.llmlb.core.act.PoolUse;
import io.llmlb.core.act.WriteReport;
import io.llmlb.core.observe.Observation;
import io.llmlb.core.observe.SampleWindow;
import io.llmlb.core.observe.SeriesKey;
import io.llmlb.core.observe.Signal;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Clients, a device and servers: requests at random (Poisson), each to a member at random by its ratio, and of random
 * length; a look every 2 s, a sample of each server every 5 s. What is wrong with it can be set.
 */
class Plant implements PoolDevice {
    static final int STEP = 2;
    static final PoolName POOL = new PoolName("/vllm/Shared/p");

    final Random random;
    final Map<MemberId, Integer> ratios = new TreeMap<>();
    final Set<MemberId> down = new HashSet<>();
    final Map<MemberId, MemberId> mistaken = new HashMap<>(); // whose metrics each shows
    final Map<MemberId, Double> others = new TreeMap<>(); // requests a second that come by another way
    final Set<MemberId> refusing = new HashSet<>();
    final Actuation actuation = new Actuation(this);
    LoadBalancingMode mode = LoadBalancingMode.RATIO;
    double perSecond;
    double residence = 8;
    int scrape = 5;
    boolean http = true;
    double newConnections = 0.05; // for each request: OneConnect keeps them
    /** Which member a request goes to, by the member that its ratio gives it. */
    Function<MemberId, MemberId> device = member -> member;

    Runnable controller = () -> {};
    Optional<PoolUse> use = Optional.empty();
    RuntimeException failure;
    Actuation.Finding finding = Actuation.Finding.NONE;
    Instant now = Instant.ofEpochSecond(1_000_000);
    boolean hasTime = true;
    int countsRead;
    int useRead;
    private final Map<MemberId, double[]> servers = new HashMap<>(); // in flight, finished
    private final Map<MemberId, long[]> counted = new HashMap<>(); // requests, connections
    private final Map<MemberId, SampleWindow> samples = new HashMap<>();

    Plant(long seed, double perSecond, int... ratios) {
        this.random = new Random(seed);
        this.perSecond = perSecond;
        for (int i = 0; i < ratios.length; i++) {
            join(i + 1, ratios[i]);
        }
    }

    static MemberId id(int i) {
        return MemberId.of("10.0.0." + i, 8000);
    }

    void join(int i, int ratio) {
        ratios.put(id(i), ratio);
        servers.put(id(i), new double[2]);
        counted.put(id(i), new long[2]);
        samples.remove(id(i));
    }

    void leave(int i) {
        ratios.remove(id(i));
        counted.remove(id(i));
    }

    /** The device forgets what it counted. */
    void recount(int i) {
        counted.put(id(i), new long[2]);
    }

    /** A server loses its requests and its counts. */
    void restart(int i) {
        servers.put(id(i), new double[2]);
    }

    /** Another ratio for each. */
    void ratios(int... wanted) {
        for (int i = 0; i < wanted.length; i++) {
            ratios.put(id(i + 1), wanted[i]);
        }
    }

    /**
     * Clients that keep their connections, each of which keeps its member, and of which some send much.
     *
     * @param connections how many
     * @param lasting requests of each connection, on average
     */
    void keepAlive(int connections, double lasting) {
        List<MemberId> bound = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            bound.add(null);
        }
        newConnections = 0;
        device = byRatio -> {
            int i = (int) (connections * random.nextDouble() * random.nextDouble());
            MemberId old = bound.get(i);
            if (old == null || !takes(old) || random.nextDouble() * lasting < 1) {
                bound.set(i, byRatio);
                counted.get(byRatio)[1]++;
            }
            return bound.get(i);
        };
    }

    /**
     * The device goes through its ratios in rounds, each TMM for itself: every member whose ratio is not used up gets one
     * request, and so on until the largest is used up.
     */
    void rounds(int tmms) {
        List<ArrayDeque<MemberId>> turns = new ArrayList<>();
        for (int i = 0; i < tmms; i++) {
            turns.add(new ArrayDeque<>());
        }
        device = byRatio -> {
            ArrayDeque<MemberId> turn = turns.get(random.nextInt(tmms));
            for (int round = 1; turn.isEmpty() || round > 1 && round <= 20; round++) {
                int least = round;
                ratios.forEach((member, ratio) -> {
                    if (ratio >= least) {
                        turn.add(member);
                    }
                });
            }
            return turn.removeFirst();
        };
    }

    /** So many seconds pass; tells what was found last. */
    Actuation.Finding run(double seconds) {
        for (double t = 0; t < seconds; t += STEP) {
            step();
        }
        return finding;
    }

    /** How many seconds pass until there is a gap, or none is any longer; at most that many. */
    double until(Actuation.Status status, double most) {
        double seconds = 0;
        while (finding.status() != status && seconds < most) {
            step();
            seconds += STEP;
        }
        return seconds;
    }

    private void step() {
        now = now.plusSeconds(STEP);
        int requests = poisson(perSecond * STEP);
        for (int i = 0; i < requests; i++) {
            MemberId member = device.apply(byRatio());
            counted.get(member)[0] += http ? 1 : 0;
            counted.get(member)[1] += random.nextDouble() < newConnections ? 1 : 0;
            servers.get(member)[0] += refusing.contains(member) ? 0 : 1;
        }
        others.forEach((member, rate) -> servers.get(member)[0] += poisson(rate * STEP));
        double leaving = -Math.expm1(-STEP / residence);
        servers.values().forEach(server -> {
            int inFlight = (int) server[0];
            for (int i = 0; i < inFlight; i++) {
                if (random.nextDouble() < leaving) {
                    server[0]--;
                    server[1]++;
                }
            }
        });
        observe();
        finding = actuation.look(state(), new Observation(now, samples, true, List.of()));
        controller.run();
    }

    private boolean takes(MemberId member) {
        return ratios.containsKey(member) && !down.contains(member);
    }

    private MemberId byRatio() {
        int sum = 0;
        MemberId chosen = null;
        for (Map.Entry<MemberId, Integer> ratio : ratios.entrySet()) {
            if (!down.contains(ratio.getKey())) {
                sum += ratio.getValue();
                chosen = random.nextInt(sum) < ratio.getValue() ? ratio.getKey() : chosen;
            }
        }
        return chosen;
    }

    private int poisson(double mean) {
        int n = -1;
        for (double left = mean; left >= 0; left += StrictMath.log(1 - random.nextDouble())) {
            n++;
        }
        return n;
    }

    private void observe() {
        for (MemberId member : ratios.keySet()) {
            long phase = now.getEpochSecond() + Integer.toUnsignedLong(member.hashCode()) % scrape;
            if (phase % scrape < STEP) {
                double[] server = servers.get(mistaken.getOrDefault(member, member));
                SampleWindow.Builder sample = SampleWindow.builder();
                sample.add(SeriesKey.value(Signal.FINISHED, ""), now, server[1]);
                sample.add(SeriesKey.value(Signal.RUNNING, ""), now, server[0]);
                sample.add(SeriesKey.value(Signal.WAITING, ""), now, 0);
                samples.put(member, sample.build());
            }
        }
        samples.keySet().retainAll(ratios.keySet());
    }

    private PoolState state() {
        List<PoolMember> members = new ArrayList<>();
        ratios.forEach((id, ratio) -> members.add(new PoolMember(
                id, "/vllm/" + id, ratio, down.contains(id) ? Availability.DOWN : Availability.AVAILABLE)));
        return new PoolState(POOL, mode, "ratio-member", members);
    }

    @Override
    public Map<MemberId, MemberTraffic> traffic(PoolName pool) {
        countsRead++;
        if (failure != null) {
            throw failure;
        }
        Map<MemberId, MemberTraffic> traffic = new HashMap<>();
        counted.forEach((member, counts) -> traffic.put(member, new MemberTraffic(counts[0], counts[1], 0)));
        return traffic;
    }

    @Override
    public boolean hasTime() {
        return hasTime;
    }

    @Override
    public Optional<PoolUse> use(PoolName pool) {
        useRead++;
        if (failure != null) {
            throw failure;
        }
        return use;
    }

    @Override
    public PoolState read(PoolName pool) {
        return state();
    }

    @Override
    public WriteReport write(PoolState state, List<MemberShare> shares) {
        return WriteReport.untouched(state);
    }
}
