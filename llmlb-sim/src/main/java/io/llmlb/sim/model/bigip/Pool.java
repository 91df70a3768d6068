package io.llmlb.sim.model.bigip;

import io.llmlb.core.PoolName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * One pool of the emulated BIG-IP: members in their order, and the choice among them. Thread-safe: configuration and
 * traffic reach it from different threads.
 */
public final class Pool {
    private final PoolName name;
    private final Map<String, Member> members = new LinkedHashMap<>();
    private final Map<String, MemberStatistics> statistics = new LinkedHashMap<>();
    private final List<Consumer<Member>> removalListeners = new CopyOnWriteArrayList<>();
    private final DataPlaneOptions options;
    private final RatioRounds rounds = new RatioRounds();
    private String loadBalancingMode;
    private int minActiveMembers;
    private long generation = 1;

    /**
     * @param name full path
     * @param loadBalancingMode BIG-IP's word; {@code ratio-member} balances by ratio, everything else here in turn
     * @param members in their order, each path once
     */
    public Pool(PoolName name, String loadBalancingMode, List<Member> members) {
        this(name, loadBalancingMode, members, DataPlaneOptions.DEFAULT);
    }

    /** The same, with a device's way to treat traffic. */
    public Pool(PoolName name, String loadBalancingMode, List<Member> members, DataPlaneOptions options) {
        this.name = name;
        this.options = options;
        this.loadBalancingMode = loadBalancingMode;
        members.forEach(this::add);
    }

    /** The full path. */
    public PoolName name() {
        return name;
    }

    /** BIG-IP's word for how it balances. */
    public synchronized String loadBalancingMode() {
        return loadBalancingMode;
    }

    /** Changes how it balances. */
    public synchronized void loadBalancingMode(String mode) {
        loadBalancingMode = mode;
        generation++;
    }

    /** How many members must be active before members of a lower priority group get nothing; 0 for no groups. */
    public synchronized int minActiveMembers() {
        return minActiveMembers;
    }

    /** Changes how many members must be active; 0 for no priority groups. */
    public synchronized void minActiveMembers(int count) {
        minActiveMembers = count;
        generation++;
    }

    /** Grows with every change of the configuration. */
    public synchronized long generation() {
        return generation;
    }

    /** The members in their order. */
    public synchronized List<Member> members() {
        return List.copyOf(members.values());
    }

    /** The member of that full path. */
    public synchronized Optional<Member> member(String fullPath) {
        return Optional.ofNullable(members.get(fullPath));
    }

    /**
     * Adds a member at the end.
     *
     * @throws IllegalArgumentException when there is one of that path
     */
    public synchronized void add(Member member) {
        if (members.containsKey(member.fullPath())) {
            throw new IllegalArgumentException("pool " + name + " already has the member " + member.fullPath());
        }
        members.put(member.fullPath(), member.withGeneration(++generation));
    }

    /** Removes a member; false when there is none of that path. */
    public boolean remove(String fullPath) {
        Member removed;
        synchronized (this) {
            generation++;
            removed = members.remove(fullPath);
            statistics.remove(fullPath);
        }
        if (removed != null) {
            removalListeners.forEach(listener -> listener.accept(removed));
        }
        return removed != null;
    }

    /** Has a listener hear of every member that is removed, on the thread that removes it. */
    public void onRemoval(Consumer<Member> listener) {
        removalListeners.add(listener);
    }

    /** Changes a member's configuration and counts that as a new generation; empty when there is none of that path. */
    public synchronized Optional<Member> configure(String fullPath, UnaryOperator<Member> change) {
        return replace(fullPath, member -> change.apply(member).withGeneration(++generation));
    }

    /** Notes what the monitor found; no change of configuration. */
    public synchronized void health(String fullPath, Member.Health health) {
        replace(fullPath, member -> member.withHealth(health));
    }

    /**
     * Chooses the member for the next connection or request.
     *
     * @param tmm which of the device's TMMs chooses, from 0
     * @param refused full paths of members that have already been tried in vain
     * @return empty when none is available
     */
    public synchronized Optional<Member> pick(int tmm, Set<String> refused) {
        boolean byRatio = loadBalancingMode.equals("ratio-member");
        List<Member> inOrder = members();
        int[] ratios = inOrder.stream()
                .mapToInt(m -> !m.available() || refused.contains(m.fullPath()) ? 0 : byRatio ? m.ratio() : 1)
                .toArray();
        OptionalInt index = rounds.pick(ratios);
        return index.isPresent() ? Optional.of(inOrder.get(index.getAsInt())) : Optional.empty();
    }

    /** Counts a connection that a TMM has opened to a member. */
    public synchronized void opened(String fullPath, int tmm) {
        update(
                fullPath,
                s -> new MemberStatistics(
                        s.currentConnections() + 1,
                        Math.max(s.maximumConnections(), s.currentConnections() + 1),
                        s.totalConnections() + 1,
                        s.requests(),
                        s.inFlight(),
                        s.bytesIn(),
                        s.bytesOut()));
    }

    /** Counts a connection that has ended. */
    public synchronized void closed(String fullPath, int tmm) {
        update(
                fullPath,
                s -> new MemberStatistics(
                        s.currentConnections() - 1,
                        s.maximumConnections(),
                        s.totalConnections(),
                        s.requests(),
                        s.inFlight(),
                        s.bytesIn(),
                        s.bytesOut()));
    }

    /** Counts a request sent to a member. */
    public synchronized void requestStarted(String fullPath, int tmm) {
        update(
                fullPath,
                s -> new MemberStatistics(
                        s.currentConnections(),
                        s.maximumConnections(),
                        s.totalConnections(),
                        s.requests() + 1,
                        s.inFlight() + 1,
                        s.bytesIn(),
                        s.bytesOut()));
    }

    /** Counts the end of an answer, however it ended. */
    public synchronized void requestEnded(String fullPath, int tmm) {
        update(
                fullPath,
                s -> new MemberStatistics(
                        s.currentConnections(),
                        s.maximumConnections(),
                        s.totalConnections(),
                        s.requests(),
                        s.inFlight() - 1,
                        s.bytesIn(),
                        s.bytesOut()));
    }

    /** Counts bytes from and to a member. */
    public synchronized void transferred(String fullPath, long in, long out) {
        update(
                fullPath,
                s -> new MemberStatistics(
                        s.currentConnections(),
                        s.maximumConnections(),
                        s.totalConnections(),
                        s.requests(),
                        s.inFlight(),
                        s.bytesIn() + in,
                        s.bytesOut() + out));
    }

    /** What has happened with a member; nothing for one that is not there. */
    public synchronized MemberStatistics statistics(String fullPath) {
        return statistics.getOrDefault(fullPath, MemberStatistics.NONE);
    }

    /** How the device treats traffic. */
    public DataPlaneOptions options() {
        return options;
    }

    private void update(String fullPath, UnaryOperator<MemberStatistics> change) {
        if (members.containsKey(fullPath)) {
            statistics.put(fullPath, change.apply(statistics(fullPath)));
        }
    }

    private Optional<Member> replace(String fullPath, UnaryOperator<Member> change) {
        return Optional.ofNullable(members.computeIfPresent(fullPath, (path, member) -> change.apply(member)));
    }
}
