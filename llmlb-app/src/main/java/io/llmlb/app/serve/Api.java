package io.llmlb.app.serve;

import io.llmlb.app.config.PoolConfig;
import io.llmlb.app.lease.Leadership;
import io.llmlb.app.status.CycleData;
import io.llmlb.app.status.CycleText;
import io.llmlb.app.status.History;
import io.llmlb.app.status.PoolReport;
import io.llmlb.core.control.Cycle;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
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

    private final Supplier<List<PoolConfig>> pools;
    private final History history;
    private final Supplier<Leadership> leadership;
    private final InstantSource clock;
    private final Instant since;

    Api(Supplier<List<PoolConfig>> pools, History history, Supplier<Leadership> leadership, InstantSource clock) {
        this.pools = pools;
        this.history = history;
        this.leadership = leadership;
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
        if (!path.startsWith(POOLS + "/")) {
            return Optional.empty();
        }
        String[] parts = path.substring(POOLS.length() + 1).split("/", 2);
        PoolConfig pool = pool(parts[0].replace('~', '/'));
        if (parts.length == 1) {
            return Optional.of(one(request, pool));
        }
        return parts[1].equals("cycles") ? Optional.of(cycles(request, pool)) : Optional.empty();
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
        data.put("since", since.toString());
        data.put("now", clock.instant().toString());
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
