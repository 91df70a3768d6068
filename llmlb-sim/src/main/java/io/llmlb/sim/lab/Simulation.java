package io.llmlb.sim.lab;

import io.llmlb.sim.model.bigip.Pool;
import io.llmlb.sim.model.vllm.EngineRequest;
import io.llmlb.sim.model.vllm.FinishedRequest;
import io.llmlb.sim.model.vllm.ServerListener;
import io.llmlb.sim.model.vllm.ServerModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Servers behind a pool, driven by jumping from event to event. Things that happen at the same time happen in the order
 * servers, timers, arrivals. Not thread-safe.
 *
 * <pre>{@code
 * Simulation simulation = new Simulation(pool, servers, 1);
 * simulation.every(Duration.ofSeconds(5), Duration.ofSeconds(2), now -> scrape(now));
 * simulation.run(Arrivals.poisson(Trace.azureConversation(), 50, 1), Duration.ofMinutes(10), outcome -> note(outcome));
 * }</pre>
 */
public final class Simulation {
    private static final long NEVER = Long.MAX_VALUE;

    private record Timer(long time, long order, long period, LongConsumer action) {}

    private final Pool pool;
    private final List<Server> servers = new ArrayList<>();
    private final Map<String, Server> byMember = new HashMap<>();
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparingLong(Timer::time).thenComparingLong(Timer::order));
    private final SplittableRandom tmms;
    private Dispatcher dispatcher;
    private long kept;
    private Consumer<Outcome> outcomes = outcome -> {};
    private @Nullable Arrival pending;
    private long order;
    private long submitted;
    private long finished;
    private long refused;
    private long lost;

    /**
     * @param servers by the full path of their pool member
     * @param seed of the choice of a TMM for each request
     */
    public Simulation(Pool pool, Map<String, ServerModel> servers, long seed) {
        this.pool = pool;
        this.tmms = new SplittableRandom(seed);
        this.dispatcher = new PoolDispatcher(pool);
        servers.forEach(this::serve);
        pool.onRemoval(member -> {
            if (pool.options().cutStreamsOfDeleted()) {
                lose(member.fullPath());
            }
        });
    }

    /** Has somebody else than the pool choose members from now on. */
    public void dispatcher(Dispatcher other) {
        dispatcher = other;
    }

    /**
     * Has the BIG-IP keep connections for reuse from now on, each TMM for itself, the last used first, as with OneConnect.
     *
     * @param idle how long an idle one is kept: the shorter of OneConnect's idle timeout and the servers' keep-alive; 0 when
     *     none is kept
     */
    public void keepConnections(Duration idle) {
        kept = idle.toNanos();
    }

    /**
     * Has a server stand behind a member from now on. One that stood there before is gone with all its requests, as after
     * a crash.
     */
    public void serve(String member, ServerModel model) {
        lose(member);
        Server gone = byMember.remove(member);
        servers.remove(gone);
        Server server = new Server(member, model);
        servers.add(server);
        byMember.put(member, server);
    }

    /** The server behind a member. */
    public Optional<ServerModel> server(String member) {
        return Optional.ofNullable(byMember.get(member)).map(server -> server.model);
    }

    /**
     * Has something done again and again. All servers have come up to the time that the action is given. What is due at
     * the same time is done in the order in which it was asked for.
     *
     * @param period more than 0
     * @param phase when it is done first
     */
    public void every(Duration period, Duration phase, LongConsumer action) {
        if (period.isNegative() || period.isZero()) {
            throw new IllegalArgumentException("a period is more than 0, but this is " + period);
        }
        timers.add(new Timer(phase.toNanos(), order++, period.toNanos(), action));
    }

    /** Has something done once, such as a fault; an action may call it for what is to come. */
    public void at(long time, LongConsumer action) {
        timers.add(new Timer(time, order++, 0, action));
    }

    /**
     * Runs until a time; requests under way then are left where they are, and a later run with the same arrivals goes on.
     *
     * @param arrivals in order of time; may be endless
     * @param until simulated time since 0
     * @param listener hears of every request that leaves a server, in order of time
     */
    public void run(Iterator<Arrival> arrivals, Duration until, Consumer<Outcome> listener) {
        outcomes = listener;
        long end = until.toNanos();
        while (true) {
            if (pending == null && arrivals.hasNext()) {
                pending = arrivals.next();
            }
            Arrival arrival = pending;
            Server server = earliest();
            long due = server.next;
            long timer = timers.isEmpty() ? NEVER : timers.element().time;
            long other = Math.min(timer, arrival == null ? NEVER : arrival.time());
            if (Math.min(due, other) > end) {
                return;
            }
            if (due <= other) {
                server.advance(due);
            } else if (arrival == null || timer <= arrival.time()) {
                fire(timers.remove());
            } else {
                pending = null;
                submit(arrival);
            }
        }
    }

    /** Requests that have come so far. */
    public long submitted() {
        return submitted;
    }

    /** Requests that have left the servers. */
    public long finished() {
        return finished;
    }

    /** Requests whose server or stream was gone before they were finished. */
    public long lost() {
        return lost;
    }

    /** Requests for which no member was available. */
    public long refused() {
        return refused;
    }

    private void lose(String member) {
        Server server = byMember.get(member);
        if (server != null) {
            server.lose();
        }
    }

    private Server earliest() {
        Server earliest = servers.get(0);
        for (int i = 1; i < servers.size(); i++) {
            Server server = servers.get(i);
            earliest = server.next < earliest.next ? server : earliest;
        }
        return earliest;
    }

    private void fire(Timer timer) {
        servers.forEach(server -> server.advance(timer.time));
        timer.action.accept(timer.time);
        servers.forEach(Server::look);
        if (timer.period > 0) {
            timers.add(new Timer(timer.time + timer.period, timer.order, timer.period, timer.action));
        }
    }

    private void submit(Arrival arrival) {
        int count = pool.options().tmms();
        int tmm = count == 1 ? 0 : tmms.nextInt(count);
        if (kept > 0) {
            servers.forEach(server -> server.idle.expire(arrival.time()));
        }
        long id = submitted++;
        Set<String> tried = Set.of();
        for (Optional<String> member = dispatcher.choose(arrival, tmm, tried);
                member.isPresent();
                member = dispatcher.choose(arrival, tmm, tried)) {
            String path = member.get();
            Server server = byMember.get(path);
            if (server != null && server.model.ready(arrival.time())) {
                if (!server.idle.reuse(tmm)) {
                    pool.opened(path, tmm);
                }
                pool.requestStarted(path, tmm);
                dispatcher.started(path, arrival);
                server.submit(arrival, id, tmm);
                return;
            }
            tried = new HashSet<>(tried);
            tried.add(path);
        }
        refused++;
    }

    /** A server and when it wants to be driven next. */
    private final class Server implements ServerListener {
        private final String member;
        private final ServerModel model;
        private final Map<Long, Integer> tmmOf = new LinkedHashMap<>();
        private final IdleConnections idle;
        private long next = NEVER;

        Server(String member, ServerModel model) {
            this.member = member;
            this.model = model;
            this.idle = new IdleConnections(pool, member);
        }

        void submit(Arrival arrival, long id, int tmm) {
            model.advance(arrival.time(), this);
            int output = arrival.outputTokens();
            model.submit(
                    new EngineRequest(id, arrival.promptTokens(), output, output, arrival.blocks()), arrival.time());
            tmmOf.put(id, tmm);
            look();
        }

        void advance(long now) {
            model.advance(now, this);
            look();
        }

        /** Its clients go away; what it computes for them is for nobody. */
        void lose() {
            lost += tmmOf.size();
            tmmOf.forEach((id, tmm) -> {
                pool.requestEnded(member, tmm);
                pool.closed(member, tmm);
                dispatcher.lost(member);
                model.abort(id);
            });
            tmmOf.clear();
            idle.expire(NEVER);
            look();
        }

        void look() {
            next = model.nextEvent().orElse(NEVER);
        }

        @Override
        public boolean wantsTokens() {
            return false;
        }

        @Override
        public void finished(FinishedRequest request) {
            Integer tmm = tmmOf.remove(request.id());
            if (tmm != null) {
                pool.requestEnded(member, tmm);
                if (kept > 0) {
                    idle.keep(tmm, request.finished() + kept);
                } else {
                    pool.closed(member, tmm);
                }
                finished++;
                Outcome outcome = new Outcome(member, request);
                dispatcher.ended(outcome);
                outcomes.accept(outcome);
            }
        }
    }
}
