package io.llmlb.sim.model.bigip;

import io.llmlb.core.PoolName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * One pool of the emulated BIG-IP: members in their order, and the choice among them. Thread-safe: configuration and
 * traffic reach it from different threads.
 */
public final class Pool {
    private final PoolName name;
    private final Map<String, Member> members = new LinkedHashMap<>();
    private final Map<String, Long> requests = new LinkedHashMap<>();
    private final RatioRounds rounds = new RatioRounds();
    private String loadBalancingMode;
    private long generation = 1;

    /**
     * @param name full path
     * @param loadBalancingMode BIG-IP's word; {@code ratio-member} balances by ratio, everything else here in turn
     * @param members in their order, each path once
     */
    public Pool(PoolName name, String loadBalancingMode, List<Member> members) {
        this.name = name;
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
    public synchronized boolean remove(String fullPath) {
        generation++;
        return members.remove(fullPath) != null;
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
     * Chooses the member for the next request.
     *
     * @param refused full paths of members that this request has already tried in vain
     * @return empty when none is available
     */
    public synchronized Optional<Member> pick(Set<String> refused) {
        boolean byRatio = loadBalancingMode.equals("ratio-member");
        List<Member> inOrder = members();
        int[] ratios = inOrder.stream()
                .mapToInt(m -> !m.available() || refused.contains(m.fullPath()) ? 0 : byRatio ? m.ratio() : 1)
                .toArray();
        OptionalInt index = rounds.pick(ratios);
        return index.isPresent() ? Optional.of(inOrder.get(index.getAsInt())) : Optional.empty();
    }

    /** Counts a request that a member took. */
    public synchronized void served(String fullPath) {
        requests.merge(fullPath, 1L, Long::sum);
    }

    /** Requests by the member that took them, by full path; members without one are not in it. */
    public synchronized Map<String, Long> requestsByMember() {
        return Map.copyOf(requests);
    }

    private Optional<Member> replace(String fullPath, UnaryOperator<Member> change) {
        return Optional.ofNullable(members.computeIfPresent(fullPath, (path, member) -> change.apply(member)));
    }
}
