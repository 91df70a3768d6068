package io.llmlb.sim.model.bigip;

import io.llmlb.core.PoolName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * One pool of the emulated BIG-IP: members in their order, the choice among them, and what has happened with each.
 *
 * <p>These load balancing modes are served as themselves: {@code round-robin}; {@code ratio-member} and
 * {@code ratio-session} by {@link DataPlaneOptions#rotation()}; {@code least-connections-member}, by the fewest
 * connections; {@code ratio-least-connections-member} by the smallest connections / ratio; and
 * {@code weighted-least-connections-member} by the smallest connections / connection limit (as if all had the same limit
 * when one has none). All others ({@code dynamic-ratio-*}, {@code fastest-*}, {@code least-sessions}, {@code observed-*},
 * {@code predictive-*}, and what goes by nodes) are kept as configured and served as round robin.
 *
 * <p>Connections are those that were opened and have not been closed; idle ones count as
 * {@link DataPlaneOptions#idleConnectionsCount()} says. Thread-safe: configuration and traffic reach it from different
 * threads.
 */
public final class Pool {
    private final PoolName name;
    private final DataPlaneOptions options;
    private final Map<String, Slot> byPath = new HashMap<>();
    private final List<Consumer<Member>> removalListeners = new CopyOnWriteArrayList<>();
    private final Balancer balancer;
    private Slot[] slots = {};
    private String loadBalancingMode;
    private int minActiveMembers;
    private long generation = 1;

    /**
     * @param name full path
     * @param loadBalancingMode BIG-IP's word
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
        balancer = new Balancer(
                Mode.of(loadBalancingMode),
                options,
                options.seed() * 31 + name.path().hashCode());
        members.forEach(this::add);
    }

    /** The full path. */
    public PoolName name() {
        return name;
    }

    /** How the device treats traffic. */
    public DataPlaneOptions options() {
        return options;
    }

    /** BIG-IP's word for how it balances. */
    public synchronized String loadBalancingMode() {
        return loadBalancingMode;
    }

    /** Changes how it balances. */
    public synchronized void loadBalancingMode(String mode) {
        loadBalancingMode = mode;
        balancer.mode(Mode.of(mode));
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
        List<Member> members = new ArrayList<>(slots.length);
        for (Slot slot : slots) {
            members.add(slot.member());
        }
        return List.copyOf(members);
    }

    /** The member of that full path. */
    public synchronized Optional<Member> member(String fullPath) {
        return Optional.ofNullable(byPath.get(fullPath)).map(Slot::member);
    }

    /**
     * Adds a member at the end. Nothing has happened with it, also when one of that path was there before.
     *
     * @throws IllegalArgumentException when there is one of that path
     */
    public synchronized void add(Member member) {
        if (byPath.containsKey(member.fullPath())) {
            throw new IllegalArgumentException("pool " + name + " already has the member " + member.fullPath());
        }
        Slot slot = new Slot(member.withGeneration(++generation), options.tmms());
        byPath.put(member.fullPath(), slot);
        slots = Arrays.copyOf(slots, slots.length + 1);
        slots[slots.length - 1] = slot;
    }

    /** Removes a member; false when there is none of that path. */
    public boolean remove(String fullPath) {
        Slot slot;
        synchronized (this) {
            slot = byPath.remove(fullPath);
            if (slot == null) {
                return false;
            }
            generation++;
            slot.remove();
            int index = Arrays.asList(slots).indexOf(slot);
            Slot[] rest = Arrays.copyOf(slots, slots.length - 1);
            System.arraycopy(slots, index + 1, rest, index, rest.length - index);
            slots = rest;
            balancer.removed(index);
        }
        Member removed = slot.member();
        removalListeners.forEach(listener -> listener.accept(removed));
        return true;
    }

    /** Has a listener hear of every member that is removed, on the thread that removes it. */
    public void onRemoval(Consumer<Member> listener) {
        removalListeners.add(listener);
    }

    /** Changes a member's configuration and counts that as a new generation; empty when there is none of that path. */
    public synchronized Optional<Member> configure(String fullPath, UnaryOperator<Member> change) {
        Slot slot = byPath.get(fullPath);
        if (slot == null) {
            return Optional.empty();
        }
        int ratio = slot.member().ratio();
        slot.configure(change.apply(slot.member()).withGeneration(++generation));
        if (options.restartOnWrite() && slot.member().ratio() != ratio) {
            balancer.restart();
        }
        return Optional.of(slot.member());
    }

    /** Notes what the monitor found; no change of configuration. */
    public synchronized void health(String fullPath, Member.Health health) {
        Slot slot = byPath.get(fullPath);
        if (slot != null && slot.member().health() != health) {
            slot.configure(slot.member().withHealth(health));
        }
    }

    /**
     * Chooses the member for the next connection or request: among those that are available, have not refused, and are
     * below their connection limit (of which each TMM has its part, rounded up) or have an idle connection; and of those,
     * when the pool has priority groups, in the highest groups that together have enough.
     *
     * @param tmm which of the device's TMMs chooses, from 0
     * @param refused full paths of members that have already been tried in vain
     * @return empty when none is available
     */
    public synchronized Optional<Member> pick(int tmm, Set<String> refused) {
        int index = balancer.pick(slots, tmm, minActiveMembers, refused);
        return index < 0 ? Optional.empty() : Optional.of(slots[index].member());
    }

    /**
     * Opens a connection to a member and counts it.
     *
     * @return empty when there is no such member, or its connection limit is reached on this TMM
     */
    public synchronized Optional<ServerConnection> open(String fullPath, int tmm) {
        Slot slot = byPath.get(fullPath);
        if (slot == null || !slot.admits(tmm)) {
            return Optional.empty();
        }
        slot.opened(tmm);
        return Optional.of(new ServerConnection(this, slot, tmm));
    }

    /** Counts a connection that a TMM has opened to a member, whatever its limit. */
    public synchronized void opened(String fullPath, int tmm) {
        Slot slot = byPath.get(fullPath);
        if (slot != null) {
            slot.opened(tmm);
        }
    }

    /** Counts a connection that has ended. */
    public synchronized void closed(String fullPath, int tmm) {
        Slot slot = byPath.get(fullPath);
        if (slot != null) {
            slot.closed(tmm);
        }
    }

    /** Counts connections that have become idle and can be reused (1), or no longer are (-1). */
    public synchronized void idle(String fullPath, int tmm, int change) {
        Slot slot = byPath.get(fullPath);
        if (slot != null) {
            slot.idle(tmm, change);
        }
    }

    /** Counts a request sent to a member. */
    public synchronized void requestStarted(String fullPath, int tmm) {
        Slot slot = byPath.get(fullPath);
        if (slot != null) {
            slot.requestStarted();
        }
    }

    /** Counts the end of an answer, however it ended. */
    public synchronized void requestEnded(String fullPath, int tmm) {
        Slot slot = byPath.get(fullPath);
        if (slot != null) {
            slot.requestEnded();
        }
    }

    /** Counts bytes from and to a member. */
    public synchronized void transferred(String fullPath, long in, long out) {
        Slot slot = byPath.get(fullPath);
        if (slot != null) {
            slot.transferred(in, out);
        }
    }

    /** What has happened with a member; nothing for one that is not there. */
    public synchronized MemberStatistics statistics(String fullPath) {
        Slot slot = byPath.get(fullPath);
        return slot == null ? MemberStatistics.NONE : slot.statistics();
    }
}
