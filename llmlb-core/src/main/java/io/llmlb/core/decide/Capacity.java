package io.llmlb.core.decide;

import io.llmlb.core.MemberId;
import io.llmlb.core.observe.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How many requests a second each member could serve, learned from its counters at any load, without queues. A busy
 * engine does one second of work every second, so what it did, priced by one generic {@link EngineShape}, tells how fast
 * it is:
 *
 * <pre>{@code
 * observed = (step * dSteps + promptToken * dPrompt + (outputToken + contextToken * context) * dOutput) / dT
 * speed    = speed + (1 - exp(-dT / capacitySeconds)) * (observed - speed)
 * capacity = speed / work of a mean request
 * }</pre>
 *
 * <p>over each window between two samples of a member, but not where {@code running} was 0 at either end (an idle engine
 * tells nothing of its speed) or a counter restarted. {@code dSteps} is the number of engine steps, or, where servers do
 * not tell it, {@code dOutput / running}; a missing count of prompt tokens is the finished requests times the mean prompt.
 * The mean request is the pool's ({@link Lengths}).
 *
 * <p>Real engines are not linear, and the shape is nobody's in particular, so capacities are rough; that is enough,
 * because the laws correct what they see. An observation counts for no more than 4 times the speed so far and no less
 * than a quarter of it, so that no single sample poisons it, and capacities are kept within a factor of 50 of their
 * median. A server whose counters stand still while requests run counts for less and less, {@code exp(-seconds /
 * capacitySeconds)}, because its engine may hang; as they may just not reach us, it is as fast as before once they go on.
 * Where windows are much longer than requests, a server that is idle between its samples looks slower than it is.
 *
 * <p>Pools are mostly made of a few kinds of servers, and what is measured of one kind differs by chance. So members in
 * order of speed are put together while one is at most {@code alike} faster than the slowest of its kind, and each counts
 * as the mean of its kind: equal servers then get equal weights, and one that becomes slow leaves its kind.
 *
 * <p>A member of which nothing is known yet counts as the mean of the others. One that joins a running pool counts as
 * {@code newMemberShare} of that mean, growing to the whole in {@code newMemberSeconds}, and its own speed is blended in
 * over the first {@code newMemberEvidence} seconds of work that were seen. While nothing is known of any member, all are
 * equal.
 *
 * <p>The method and its constants come from a simulation of mixed servers, in which any sane estimate did nearly as well
 * as the truth, and having none was fatal.
 *
 * <p>Options, the same for every strategy that estimates capacities: {@code stepMillis} (10), {@code promptTokenMicros}
 * (60), {@code outputTokenMicros} (60), {@code contextTokenMicros} (0.065): the shape; {@code capacitySeconds} (10): the
 * time constant of the speed; {@code lengthGain} (0.02): what each window forgets of the mean request; {@code alike} (0.25), a part of the speed;
 * {@code newMemberShare} (0.3), {@code newMemberSeconds} (60) and {@code newMemberEvidence} (15).
 */
final class Capacity {
    /** What it needs to be told. */
    static final Set<Signal> SIGNALS =
            Set.of(Signal.RUNNING, Signal.STEP_TOKENS, Signal.PROMPT_TOKENS, Signal.GENERATION_TOKENS, Signal.FINISHED);

    /** How far back it looks at first; after that, what it uses is the time between two samples. */
    static final Duration RANGE = Duration.ofSeconds(30);

    private static final List<String> OPTIONS = List.of(
            "stepMillis",
            "promptTokenMicros",
            "outputTokenMicros",
            "contextTokenMicros",
            "capacitySeconds",
            "lengthGain",
            "alike",
            "newMemberShare",
            "newMemberSeconds",
            "newMemberEvidence");

    private static final double JUMP = 4;
    private static final double SPREAD = 50;

    private final EngineShape shape;
    private final Lengths lengths;
    private final double timeConstant;
    private final double alike;
    private final double newShare;
    private final double newSeconds;
    private final double newEvidence;

    private final PerMember<Member> members = new PerMember<>(Member::new);
    private boolean began;
    private Instant now = Instant.EPOCH; // of the last lesson

    private static final class Member {
        double speed; // 0 while nothing is known
        double busySeconds;
        double stillSeconds; // since its counters stand still although requests run

        @Nullable
        Instant joined; // null: it was there from the start
    }

    /**
     * A member's capacity.
     *
     * @param perSecond requests a second, positive; only proportions are to be trusted
     * @param note why it is not simply what was measured, or empty
     */
    record Estimate(double perSecond, String note) {}

    Capacity(StrategyOptions options) {
        shape = new EngineShape(
                options.number("stepMillis", 10, 0, 1000) / 1e3,
                options.number("promptTokenMicros", 60, 0, 1e5) / 1e6,
                options.number("outputTokenMicros", 60, 0.001, 1e5) / 1e6,
                options.number("contextTokenMicros", 0.065, 0, 100) / 1e6);
        timeConstant = options.number("capacitySeconds", 10, 0.1, 3600);
        lengths = new Lengths(options.number("lengthGain", 0.02, 0, 0.5));
        alike = options.number("alike", 0.25, 0, 10);
        newShare = options.number("newMemberShare", 0.3, 0.01, 1);
        newSeconds = options.number("newMemberSeconds", 60, 0, 3600);
        newEvidence = options.number("newMemberEvidence", 15, 0, 3600);
    }

    /** The options of a strategy that estimates capacities: these and its own. */
    static String[] options(String... own) {
        return Stream.concat(Stream.of(own), OPTIONS.stream()).toArray(String[]::new);
    }

    /** Takes note of who is in the pool, and of what its members did. */
    void learn(Instant now, Set<MemberId> pool, Map<MemberId, ScrapeWindow> windows) {
        this.now = now;
        members.present(now, pool);
        for (MemberId id : pool) {
            boolean joins = began && !members.knows(id);
            Member member = members.of(id);
            if (joins || (member.joined != null && member.joined.isAfter(now))) {
                member.joined = now;
            }
        }
        began |= !pool.isEmpty();
        windows.values().forEach(lengths::learn);
        windows.forEach((member, window) -> learn(members.of(member), window));
    }

    private void learn(Member member, ScrapeWindow window) {
        OptionalDouble measured = observe(window);
        if (measured.isEmpty()) {
            return;
        }
        double observed = measured.getAsDouble();
        if (observed == 0) {
            member.stillSeconds += window.seconds();
            return;
        }
        member.stillSeconds = 0;
        if (member.speed > 0) {
            double bounded = Math.min(member.speed * JUMP, Math.max(member.speed / JUMP, observed));
            member.speed += -StrictMath.expm1(-window.seconds() / timeConstant) * (bounded - member.speed);
        } else {
            member.speed = observed;
        }
        member.speed = Math.min(1e6, Math.max(1e-6, member.speed));
        member.busySeconds += window.seconds();
    }

    /** Seconds of reference work a second; empty when the window does not tell. */
    private OptionalDouble observe(ScrapeWindow window) {
        double before = window.atStart(Signal.RUNNING).orElse(0);
        double after = window.atEnd(Signal.RUNNING).orElse(0);
        OptionalDouble output = window.growth(Signal.GENERATION_TOKENS);
        if (before == 0 || after == 0 || output.isEmpty() || window.restarted()) {
            return OptionalDouble.empty();
        }
        double tokens = output.getAsDouble();
        double counted = window.observations(Signal.STEP_TOKENS).orElse(0);
        double steps = counted > 0 ? counted : tokens / Math.max(1, (before + after) / 2);
        double finished = window.growth(Signal.FINISHED).orElse(0);
        double prompt = window.growth(Signal.PROMPT_TOKENS).orElse(finished * lengths.prompt());
        return OptionalDouble.of(shape.work(steps, prompt, tokens, lengths.context()) / window.seconds());
    }

    /** Whether the speed of any of these members has been measured. */
    boolean knowsAny(Set<MemberId> asked) {
        return asked.stream().anyMatch(member -> members.knows(member) && members.of(member).speed > 0);
    }

    /** The capacity of each of these members, which are in the pool. */
    Map<MemberId, Estimate> of(Set<MemberId> asked) {
        Map<MemberId, Double> own = new TreeMap<>();
        for (MemberId member : asked) {
            Member known = members.of(member);
            if (known.speed > 0) {
                own.put(member, Math.max(1e-6, known.speed * StrictMath.exp(-known.stillSeconds / timeConstant)));
            }
        }
        bound(own);
        double sum = own.values().stream().mapToDouble(Double::doubleValue).sum();
        Map<MemberId, Double> speeds = new TreeMap<>();
        Map<MemberId, String> notes = new TreeMap<>();
        for (MemberId member : asked) {
            Double mine = own.get(member);
            double measured = mine == null ? 0 : mine;
            int others = own.size() - (mine == null ? 0 : 1);
            double mean = others > 0 ? (sum - measured) / others : mine == null ? 1 : mine;
            double trust = trust(members.of(member));
            double part = newcomer(members.of(member));
            speeds.put(member, trust * measured + (1 - trust) * part * mean);
            notes.put(member, own.isEmpty() ? "no capacity is known yet" : note(trust, part));
        }
        alike(speeds);
        bound(speeds);
        double request = shape.request(lengths.prompt(), lengths.output(), lengths.context());
        Map<MemberId, Estimate> estimates = new TreeMap<>();
        speeds.forEach((member, speed) ->
                estimates.put(member, new Estimate(speed / request, notes.getOrDefault(member, ""))));
        return estimates;
    }

    /** How far a member's own speed is believed; 0 to 1. */
    private double trust(Member member) {
        if (member.speed == 0) {
            return 0;
        }
        return member.joined == null || newEvidence == 0 ? 1 : Math.min(1, member.busySeconds / newEvidence);
    }

    /** Which part of the others' mean a member counts as while it is not known. */
    private double newcomer(Member member) {
        if (member.joined == null || newSeconds == 0) {
            return 1;
        }
        double waited = ScrapeWindow.seconds(Duration.between(member.joined, now)) / newSeconds;
        return newShare + (1 - newShare) * Math.min(1, waited);
    }

    private static String note(double trust, double part) {
        if (trust == 1) {
            return "";
        }
        return part < 1 ? "new in the pool" : "its capacity is not known yet, so the mean of the others";
    }

    /** Members that are as fast as each other, as far as can be told, are the same kind: each gets the mean of its kind. */
    private void alike(Map<MemberId, Double> speeds) {
        List<Map.Entry<MemberId, Double>> sorted = speeds.entrySet().stream()
                .map(entry -> Map.entry(entry.getKey(), entry.getValue()))
                .sorted(Map.Entry.comparingByValue())
                .toList();
        int from = 0;
        while (from < sorted.size()) {
            int to = from + 1;
            double sum = sorted.get(from).getValue();
            while (to < sorted.size()
                    && sorted.get(to).getValue() <= sorted.get(from).getValue() * (1 + alike)) {
                sum += sorted.get(to).getValue();
                to++;
            }
            for (int i = from; i < to; i++) {
                speeds.put(sorted.get(i).getKey(), sum / (to - from));
            }
            from = to;
        }
    }

    private static void bound(Map<MemberId, Double> speeds) {
        double[] sorted = speeds.values().stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        double median = sorted.length == 0 ? 1 : sorted[sorted.length / 2];
        speeds.replaceAll((member, speed) -> Math.min(median * SPREAD, Math.max(median / SPREAD, speed)));
    }
}
