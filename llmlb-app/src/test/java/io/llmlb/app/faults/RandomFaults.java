package io.llmlb.app.faults;

import io.llmlb.app.endtoend.ControllerProcess;
import io.llmlb.sim.live.TrafficSnapshot;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.RatioWrite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Faults at random, in storms of up to three at a time, each of something else, in real time, on emulators and servers
 * that answer real streams. The same befalls a BIG-IP without a controller. What must be at the end: no more streams are lost with the
 * controller than without, nothing was written out of bounds, the controller lives within its memory, and it goes on
 * controlling.
 */
final class RandomFaults {
    private static final int AT_ONCE = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Resident memory of a process with a heap of 48 MB: class data, code and threads are of the same order. */
    private static final long MEMORY_MB = 250;

    private static final Pattern ALLOWED = Pattern.compile("POST /mgmt/shared/authn/login"
            + "|DELETE /mgmt/shared/authz/tokens/[^/]+"
            + "|GET /mgmt/tm/(cm/device|ltm/(pool|virtual|data-group)(/.*)?)"
            + "|PATCH /mgmt/tm/ltm/pool/~vllm~Shared~p/members/~vllm~127\\.0\\.0\\.1:[0-9]+");

    private record Active(RandomFault fault, long until) {}

    private final Random random;
    private final TwinSites sites;
    private final List<Active> active = new ArrayList<>();
    private final Map<String, Integer> played = new TreeMap<>();
    private final Map<Long, Long> memory = new HashMap<>();
    private final Set<RatioWrite> writes = new HashSet<>();
    private final List<String> violations = new ArrayList<>();

    private RandomFaults(TwinSites sites, long seed) {
        this.sites = sites;
        this.random = new Random(seed);
    }

    /**
     * What came of it.
     *
     * @param table in Markdown
     * @param violations what must not be; empty when all is well
     */
    record Result(String table, List<String> violations) {}

    /** Runs so long, and the time that it takes to end. */
    static Result run(Duration time, long seed, boolean progress) throws Exception {
        try (TwinSites sites = new TwinSites()) {
            RandomFaults run = new RandomFaults(sites, seed);
            run.awaitControl();
            run.play(time, progress);
            run.awaitControl();
            return run.result();
        }
    }

    private void play(Duration time, boolean progress) throws InterruptedException {
        List<RandomFault> kinds = RandomFault.all();
        CountDownLatch never = new CountDownLatch(1);
        long began = System.nanoTime();
        long told = began;
        long nextAt = began;
        while (System.nanoTime() - began < time.toNanos()) {
            end(System.nanoTime());
            if (System.nanoTime() >= nextAt) {
                begin(kinds.get(random.nextInt(kinds.size())));
                nextAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pause());
            }
            look();
            if (progress && System.nanoTime() - told > TimeUnit.SECONDS.toNanos(10)) {
                told = System.nanoTime();
                System.err.printf(
                        Locale.ROOT,
                        "%4d s of %d s: %s%n",
                        TimeUnit.NANOSECONDS.toSeconds(told - began),
                        time.toSeconds(),
                        line());
            }
            if (never.await(300, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("nobody counts down");
            }
        }
        end(Long.MAX_VALUE);
        look();
    }

    private void begin(RandomFault fault) {
        boolean elsewhere = active.stream().noneMatch(one -> one.fault.of().equals(fault.of()));
        if (active.size() < AT_ONCE && elsewhere) {
            fault.begin().to(sites, random);
            played.merge(fault.name(), 1, Integer::sum);
            active.add(
                    new Active(fault, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500 + random.nextInt(9500))));
        }
    }

    /** Until something else breaks; milliseconds. It is calm after some storms, so that there is control to lose. */
    private int pause() {
        return random.nextInt(5) == 0 ? 5_000 + random.nextInt(20_000) : 300 + random.nextInt(1_200);
    }

    private void end(long now) {
        active.removeIf(one -> {
            boolean over = one.until <= now;
            if (over) {
                one.fault.end().to(sites, random);
            }
            return over;
        });
    }

    private void look() {
        sites.check();
        for (ControllerProcess controller : sites.controllers()) {
            controller.residentMb().ifPresent(mb -> memory.merge(controller.pid(), mb, Math::max));
        }
        Set<String> members = new HashSet<>();
        for (int i = 0; i < TwinSites.PODS; i++) {
            members.add(TwinSites.member(sites.controlled, i));
        }
        for (RatioWrite write : sites.controlled.bigIp().ratioWrites()) {
            if (writes.add(write)
                    && (write.ratio() < 1
                            || write.ratio() > Rig.MAX_RATIO
                            || !write.pool().equals(Rig.POOL)
                            || !members.contains(write.member()))) {
                violations.add("written out of bounds: " + write);
            }
        }
        for (String request : sites.controlled.bigIp().requests()) {
            if (!ALLOWED.matcher(request).matches()) {
                violations.add("asked: " + request);
            }
        }
    }

    /** A ratio that no strategy would choose is put back: the controller controls. */
    private void awaitControl() throws InterruptedException {
        String member = TwinSites.member(sites.controlled, 3);
        CountDownLatch never = new CountDownLatch(1);
        long began = System.nanoTime();
        sites.controlled.pool().configure(member, old -> old.withRatio(100));
        while (sites.controlled.pool().member(member).map(Member::ratio).orElse(100) == 100) {
            if (System.nanoTime() - began > PATIENCE.toNanos() || never.await(100, TimeUnit.MILLISECONDS)) {
                violations.add("no control within " + PATIENCE.toSeconds() + " s:\n"
                        + sites.controllers().stream()
                                .map(ControllerProcess::output)
                                .collect(Collectors.joining("\n")));
                return;
            }
        }
    }

    private String line() {
        return sites.with.snapshot().completed() + " streams, lost "
                + sites.with.snapshot().failed() + " with and "
                + sites.without.snapshot().failed() + " without a controller, " + writes.size()
                + " ratios written, now "
                + sites.controlled.pool().members().stream().map(Member::ratio).toList() + "; "
                + active.stream().map(Active::fault).toList();
    }

    private Result result() {
        sites.with.stop();
        sites.without.stop();
        boolean ended = sites.with.awaitIdle(PATIENCE);
        sites.without.awaitIdle(PATIENCE); // equal shares can be more than a slow server will ever have done
        TrafficSnapshot with = sites.with.snapshot();
        TrafficSnapshot without = sites.without.snapshot();
        if (!ended || with.completed() == 0) {
            violations.add(with.inFlight() + " streams never end");
        }
        if (with.failed() > without.failed()) {
            violations.add("lost " + with.failed() + " streams, a BIG-IP alone " + without.failed() + ": "
                    + with.results().stream()
                            .filter(result -> !result.completed())
                            .map(result -> result.failure())
                            .distinct()
                            .toList());
        }
        long most = memory.values().stream().mapToLong(Long::longValue).max().orElse(0);
        if (most > MEMORY_MB) {
            violations.add("resident memory of " + most + " MB");
        }
        return new Result(table(with, without, most), List.copyOf(violations));
    }

    private String table(TrafficSnapshot with, TrafficSnapshot without, long most) {
        int faults = played.values().stream().mapToInt(Integer::intValue).sum();
        return String.format(
                Locale.ROOT,
                """
                | | with llmlb | a BIG-IP alone |
                | --- | ---: | ---: |
                | faults played, of %d kinds | %d | %d |
                | streams | %d | %d |
                | lost | %d | %d |
                | still in a queue %d s after the last had come | %d | %d |
                | ratios written | %d | 0 |
                | of these out of bounds, or of a wrong member | %d | 0 |
                | processes started | %d | |
                | most memory of one, of a heap of at most 48 MB | %d MB | |
                """,
                played.size(),
                faults,
                faults,
                with.sent(),
                without.sent(),
                with.failed(),
                without.failed(),
                PATIENCE.toSeconds(),
                with.inFlight(),
                without.inFlight(),
                writes.size(),
                violations.stream().filter(one -> one.startsWith("written")).count(),
                memory.size(),
                most);
    }

    /** The arguments are minutes and a seed. */
    public static void main(String[] arguments) throws Exception {
        double minutes = arguments.length > 0 ? Double.parseDouble(arguments[0]) : 30;
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.nanoTime();
        System.err.println("seed " + seed);
        Result result = run(Duration.ofMillis(Math.round(minutes * 60_000)), seed, true);
        System.out.println(result.table);
        result.violations.forEach(System.out::println);
        System.exit(result.violations.isEmpty() ? 0 : 1);
    }
}
