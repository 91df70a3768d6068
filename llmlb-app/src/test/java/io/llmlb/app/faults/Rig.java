package io.llmlb.app.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.bigip.Trust;
import io.llmlb.core.PoolName;
import io.llmlb.core.control.Cycle;
import io.llmlb.core.control.Cycle.Outcome;
import io.llmlb.core.control.MemberCycle;
import io.llmlb.sim.live.bigip.BigIpEmulator;
import io.llmlb.sim.live.bigip.BigIpEmulatorBuilder;
import io.llmlb.sim.live.net.EventLoops;
import io.llmlb.sim.model.bigip.ManagementOptions;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A controller as it is wired for production, an emulated BIG-IP over https, and metrics over HTTP, all on one virtual
 * clock. Every {@link #beat} checks what must hold in every cycle, whatever is broken.
 */
final class Rig implements AutoCloseable {
    static final PoolName POOL = new PoolName("/vllm/Shared/p");
    static final Duration CYCLE = Duration.ofSeconds(2);
    static final int MAX_RATIO = 40;
    static final int REQUESTS_PER_SECOND = 10;

    /** How far a share may be from the wanted one: what {@code RatioScale} tolerates to save a write. */
    private static final double TOLERANCE = 0.151;

    private static final int LONGEST = 1000; // beats
    private static final List<Integer> BEFORE = List.of(0, 1, 3);

    final VirtualClock clock = new VirtualClock();
    final Metrics metrics;
    private final EventLoops loops;
    private final Plan plan;
    private final Load load;
    private final List<BigIpEmulator> devices = new ArrayList<>();
    private final List<Watch> watches = new ArrayList<>();
    private final List<Station> stations = new ArrayList<>();
    private final Set<String> everMembers = new HashSet<>();
    private final Set<String> said = new TreeSet<>();
    private Trust trust;
    private String password = "right";
    private double allowance = REQUESTS_PER_SECOND;
    private Runnable traffic = () -> {};

    Rig(Plan plan, EventLoops loops) {
        this.plan = plan;
        this.loops = loops;
        this.load = new Load(Instant.MIN, waiting(plan.members(), false));
        this.metrics = plan.prometheus()
                ? new PlayedPrometheus(clock, load, plan.members(), plan.metricsPatience())
                : new ScrapedServers(clock, load, plan.members(), plan.metricsPatience());
        metrics.members().forEach(member -> everMembers.add(member.fullPath()));
        for (int i = 0; i < (plan.pair() ? 2 : 1); i++) {
            add(builder().start(), new Pool(POOL, "ratio-member", metrics.members()));
        }
        if (plan.pair()) {
            device().pairWith(peer(), "pair", false);
        }
        trust = Trust.certificateSha256(device().certSha256());
        addController();
    }

    private static List<Integer> waiting(int members, boolean reversed) {
        List<Integer> waiting = new ArrayList<>();
        for (int i = 0; i < members; i++) {
            waiting.add(members > BEFORE.size() ? BEFORE.get(i % 2 * 2) : BEFORE.get(i));
        }
        if (reversed) {
            Collections.reverse(waiting);
        }
        return waiting;
    }

    private BigIpEmulatorBuilder builder() {
        return BigIpEmulator.builder()
                .password("right")
                .clock(clock)
                .management(ManagementOptions.DEFAULT.withAs3Gap(Duration.ZERO))
                .eventLoops(loops);
    }

    private void add(BigIpEmulator device, Pool pool) {
        device.addPool(pool);
        devices.add(device);
        watches.add(new Watch(device));
    }

    /** The device, or the unit that is named first. */
    BigIpEmulator device() {
        return devices.get(0);
    }

    /** The other unit. */
    BigIpEmulator peer() {
        return devices.get(1);
    }

    ScrapedServers servers() {
        return (ScrapedServers) metrics;
    }

    PlayedPrometheus prometheus() {
        return (PlayedPrometheus) metrics;
    }

    /** The pool of the unit that carries traffic. */
    Pool pool() {
        BigIpEmulator active = plan.pair() && !device().active() ? peer() : device();
        return active.pool(POOL).orElseThrow();
    }

    /** A member's full path. */
    String member(int index) {
        return metrics.members().get(index).fullPath();
    }

    /** What the file with the password holds. */
    String password() {
        return password;
    }

    void password(String now) {
        password = now;
    }

    Trust trust() {
        return trust;
    }

    Plan plan() {
        return plan;
    }

    long logins() {
        return watches.stream().mapToLong(Watch::logins).sum();
    }

    int writes() {
        return watches.stream().mapToInt(Watch::writes).sum();
    }

    /** One more controller of the same pool, which knows nothing of the others. */
    void addController() {
        stations.add(new Station(this));
    }

    /** Ends the controllers and starts one that trusts the device's certificate of today. */
    void restartController() {
        stations.forEach(Station::close);
        stations.clear();
        trust = Trust.certificateSha256(device().certSha256());
        addController();
    }

    /** Another device takes the address, with a certificate of its own; its configuration is the same. */
    void replaceDevice() {
        BigIpEmulator old = devices.remove(0);
        watches.remove(0);
        int port = old.url().getPort();
        old.close();
        add(builder().port(port).start(), new Pool(POOL, "ratio-member", metrics.members()));
    }

    /** AS3 takes the declaration of the whole tenant again. */
    void redeclare() {
        device().redeclare("vllm");
        watches.forEach(Watch::accept);
    }

    /** The queues change places, so that every ratio is wrong. */
    void reload() {
        load.change(clock.instant(), waiting(plan.members(), true));
    }

    /** One turn of every controller that is not leaving the pool alone; returns their cycles. */
    List<Cycle> beat() {
        clock.advance(CYCLE);
        Instant began = clock.instant();
        allowance = Math.min(REQUESTS_PER_SECOND, allowance + REQUESTS_PER_SECOND * CYCLE.toSeconds());
        List<Cycle> cycles = new ArrayList<>();
        boolean undisturbed = !metrics.armed();
        List<String> before = configured();
        traffic.run();
        stations.forEach(station -> cycles.addAll(station.beat()));
        if (undisturbed) {
            assertThat(configured()).as("all but the ratios").isEqualTo(before);
        }
        double paused = Duration.between(began, clock.instant()).toMillis() / 1e3;
        double limit = (allowance + REQUESTS_PER_SECOND * paused) * stations.size() + 1;
        int requests = watches.stream()
                .mapToInt(watch -> watch.check(everMembers, MAX_RATIO))
                .sum();
        assertThat((double) requests).as("requests in one cycle, by the budget").isLessThanOrEqualTo(limit);
        allowance = Math.min(REQUESTS_PER_SECOND, limit - 1 - requests);
        cycles.forEach(this::check);
        return cycles;
    }

    /** All that is configured of the pool but the ratios. */
    private List<String> configured() {
        return devices.stream()
                .flatMap(device -> device.pool(POOL).stream())
                .flatMap(pool -> Stream.concat(
                        Stream.of(pool.loadBalancingMode() + " " + pool.minActiveMembers()),
                        pool.members().stream()
                                .map(member -> member.fullPath() + " " + member.session() + " " + member.state() + " "
                                        + member.connectionLimit() + " " + member.priorityGroup())))
                .toList();
    }

    private void check(Cycle cycle) {
        cycle.problem().ifPresent(problem -> {
            assertThat(problem.getMessage()).doesNotContain("This is a defect").doesNotContain(password);
            said.add(String.valueOf(problem.getMessage()));
        });
        said.addAll(cycle.notes());
        for (MemberCycle member : cycle.members()) {
            assertThat(member.ratio()).isBetween(1, MAX_RATIO);
            said.add(member.outcome() + " " + member.weight().reason());
        }
    }

    /** From now on a client sends requests in every cycle, and the servers' metrics count them and no others. */
    void requests(URI virtualServer) {
        servers().countRequests();
        traffic = new Client(virtualServer)::send;
    }

    /** Runs until the ratios are right, however long that takes: the beginning of most rows. */
    Rig settled() {
        untilRight();
        said.clear();
        return this;
    }

    /** Beats for so long, and on until a cycle has run: so the longest pause after a failure is still to come. */
    void beatFor(Duration time) {
        Instant end = clock.instant().plus(time);
        List<Cycle> last = beat();
        while (clock.instant().isBefore(end) || last.isEmpty()) {
            last = beat();
        }
    }

    /** The same, during which the ratios must never be right, and this must be said. */
    void struckFor(Duration time, String told) {
        Instant end = clock.instant().plus(time);
        List<Cycle> last = beat();
        while (clock.instant().isBefore(end) || last.isEmpty()) {
            assertThat(right(last)).as("right in spite of the fault").isFalse();
            last = beat();
        }
        told(told);
    }

    /** Whether that was said since the beginning of the fault, by a failure, a note or a reason. */
    void told(String words) {
        assertThat(said).anySatisfy(line -> assertThat(line).contains(words));
    }

    /** Beats until a cycle's notes, as one text, are such, and returns how long that took. */
    Duration beatUntil(Predicate<String> wanted) {
        Instant began = clock.instant();
        for (int beats = 0; beats < LONGEST; beats++) {
            for (Cycle cycle : beat()) {
                if (wanted.test(String.join("\n", cycle.notes()))) {
                    return Duration.between(began, clock.instant());
                }
            }
        }
        throw new AssertionError("never so; said " + said);
    }

    /** Beats until the ratios in force are right, and returns how long that took. */
    Duration untilRight() {
        Instant began = clock.instant();
        for (int beats = 0; beats < LONGEST; beats++) {
            if (right(beat())) {
                return Duration.between(began, clock.instant());
            }
        }
        throw new AssertionError("never right again; ratios " + ratios() + ", said " + said);
    }

    private boolean right(List<Cycle> cycles) {
        return cycles.size() == stations.size() && cycles.stream().allMatch(this::isDone) && sharesAreRight();
    }

    private boolean isDone(Cycle cycle) {
        List<Integer> wanted = cycle.members().stream().map(MemberCycle::ratio).toList();
        return cycle.outcome() == Outcome.DONE && wanted.equals(ratios());
    }

    /** In force, in the members' order. */
    List<Integer> ratios() {
        return pool().members().stream().map(Member::ratio).toList();
    }

    private boolean sharesAreRight() {
        List<Integer> waiting = load.at(clock.instant());
        double sum = ratios().stream().mapToInt(Integer::intValue).sum();
        for (int i = 0; i < waiting.size(); i++) {
            Optional<Member> member = pool().member(member(i));
            if (member.isEmpty() || member.get().ratio() / sum > Load.share(waiting, i) * (1 + TOLERANCE)) {
                return false;
            }
        }
        return pool().members().size() == waiting.size();
    }

    @Override
    public void close() {
        stations.forEach(Station::close);
        devices.forEach(BigIpEmulator::close);
        metrics.close();
    }
}
