package io.llmlb.app.serve;

import io.llmlb.app.config.PoolConfig;
import io.llmlb.app.lease.Leadership;
import io.llmlb.app.rules.RulesInForce;
import io.llmlb.app.status.CycleData;
import io.llmlb.app.status.CycleText;
import io.llmlb.app.status.History;
import io.llmlb.app.status.PoolReport;
import io.llmlb.app.status.Timeline;
import io.llmlb.core.MemberId;
import io.llmlb.core.control.Cycle;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The answers to {@code /api/v1/...}. Pools are named as in iControl REST: {@code /vllm/Shared/p} is
 * {@code ~vllm~Shared~p}.
 */
final class Api {
    private static final String POOLS = "/api/v1/pools";
    private static final int MOST = 150;

    /** Values in a timeline: in large pools it is shorter. */
    private static final int MOST_VALUES = 20_000;

    private static final int COLUMNS = 7;

    private final String version;
    private final Supplier<List<PoolConfig>> pools;
    private final History history;
    private final Supplier<Leadership> leadership;
    private final Health health;
    private final Map<MemberId, String> labels;
    private final Supplier<Optional<RulesInForce>> rules;
    private final RuleTrial trial;
    private final InstantSource clock;
    private final Instant since;

    Api(
            String version,
            Supplier<List<PoolConfig>> pools,
            History history,
            Supplier<Leadership> leadership,
            Health health,
            Map<MemberId, String> labels,
            Supplier<Optional<RulesInForce>> rules,
            InstantSource clock) {
        this.version = version;
        this.pools = pools;
        this.history = history;
        this.leadership = leadership;
        this.health = health;
        this.labels = Map.copyOf(labels);
        this.rules = rules;
        this.trial = new RuleTrial(rules);
        this.clock = clock;
        this.since = clock.instant();
    }

    /** Empty when nothing is there. */
    Optional<Answer> answer(Request request) {
        String path = request.path();
        if (path.equals("/api/v1/status")) {
            return Optional.of(Answer.json(status()));
        }
        if (path.equals(POOLS)) {
            return Optional.of(reports(request));
        }
        if (path.equals(RuleTrial.PATH)) {
            return Optional.of(trial.answer(request));
        }
        if (!path.startsWith(POOLS + "/")) {
            return Optional.empty();
        }
        String[] parts = path.substring(POOLS.length() + 1).split("/", 2);
        PoolConfig pool = pool(parts[0].replace('~', '/'));
        if (parts.length == 1) {
            return Optional.of(one(request, pool));
        }
        return switch (parts[1]) {
            case "cycles" -> Optional.of(cycles(request, pool));
            case "timeline" -> Optional.of(Answer.json(timeline(pool)));
            default -> Optional.empty();
        };
    }

    /** All that a page shows at once; of a pool only when it is asked for. */
    List<Streams.Event> events(Request request) {
        List<Streams.Event> events = new ArrayList<>();
        events.add(new Streams.Event("status", Answer.line(status())));
        request.parameter("pool").map(name -> pool(name.replace('~', '/'))).ifPresent(pool -> {
            Map<String, Object> both = new LinkedHashMap<>();
            both.put("report", report(pool, history.last(pool.pool())).data());
            both.put("timeline", timeline(pool));
            events.add(new Streams.Event("pool", Answer.line(both)));
        });
        return events;
    }

    private Map<String, Object> timeline(PoolConfig pool) {
        int members = history.last(pool.pool())
                .map(cycle -> Math.max(1, cycle.members().size()))
                .orElse(1);
        int most = Math.max(10, Math.min(MOST, MOST_VALUES / (COLUMNS * members)));
        List<Cycle> cycles = new ArrayList<>(history.cycles(pool.pool(), Instant.MAX, most));
        Collections.reverse(cycles);
        return new Timeline(pool.pool(), cycles, labels).data();
    }

    private PoolConfig pool(String path) {
        return pools.get().stream()
                .filter(pool -> pool.pool().path().equals(path))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no pool " + path + " here; those here are "
                        + String.join(
                                ", ",
                                pools.get().stream()
                                        .map(pool -> pool.pool().path())
                                        .toList())));
    }

    private Map<String, Object> status() {
        Leadership lead = leadership.get();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("version", version);
        data.put("since", since.toString());
        data.put("now", clock.instant().toString());
        data.put("health", health.unready());
        rules.get().ifPresent(known -> data.put("rules", Map.of("source", known.source())));
        data.put("leads", lead.leads());
        data.put("leader", lead.words());
        List<Map<String, Object>> summaries = new ArrayList<>();
        for (PoolConfig pool : pools.get()) {
            Map<String, Object> summary = new LinkedHashMap<>();
            summary.put("pool", pool.pool().path());
            summary.put("mode", pool.mode().word());
            history.last(pool.pool()).ifPresent(cycle -> {
                summary.put("at", cycle.at().toString());
                summary.put("outcome", CycleText.outcome(cycle));
                cycle.problem().ifPresent(problem -> summary.put("problem", problem.getMessage()));
            });
            summaries.add(summary);
        }
        data.put("pools", summaries);
        return data;
    }

    private Answer reports(Request request) {
        List<PoolReport> reports = pools.get().stream()
                .map(pool -> report(pool, history.last(pool.pool())))
                .toList();
        return request.wantsText()
                ? Answer.text(
                        200,
                        reports.stream()
                                .flatMap(report -> report.text().stream())
                                .toList())
                : Answer.json(reports.stream().map(PoolReport::data).toList());
    }

    private Answer one(Request request, PoolConfig pool) {
        List<Cycle> cycles = history.cycles(pool.pool(), until(request), 1);
        PoolReport report = report(pool, cycles.stream().findFirst());
        return request.wantsText() ? Answer.text(200, report.text()) : Answer.json(report.data());
    }

    private PoolReport report(PoolConfig pool, Optional<Cycle> cycle) {
        return new PoolReport(
                pool, leadership.get().words(), cycle, history.changes(pool.pool()), since, clock.instant());
    }

    private Answer cycles(Request request, PoolConfig pool) {
        List<Cycle> cycles = history.cycles(pool.pool(), until(request), limit(request));
        if (!request.wantsText()) {
            return Answer.json(cycles.stream().map(CycleData::of).toList());
        }
        List<String> lines = new ArrayList<>();
        for (Cycle cycle : cycles) {
            lines.add("cycle of " + cycle.at());
            lines.addAll(CycleText.table(cycle));
        }
        return Answer.text(200, lines);
    }

    private static Instant until(Request request) {
        return request.parameter("at")
                .map(text -> {
                    try {
                        return Instant.parse(text);
                    } catch (DateTimeParseException wrong) {
                        throw new IllegalArgumentException(
                                "at: a time is such as 2026-11-23T03:00:00Z, but this is \"" + text + "\"", wrong);
                    }
                })
                .orElse(Instant.MAX);
    }

    private static int limit(Request request) {
        String text = request.parameter("limit").orElse("20");
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MOST) {
                return limit;
            }
        } catch (NumberFormatException notOne) {
            // the same sentence serves
        }
        throw new IllegalArgumentException(
                "limit: this is a whole number from 1 to " + MOST + ", but it is \"" + text + "\"");
    }
}
