package io.llmlb.app.neutral;

import io.llmlb.core.LlmlbException;
import io.llmlb.core.PoolName;
import io.llmlb.core.act.MemberShare;
import io.llmlb.core.act.PoolDevice;
import io.llmlb.core.act.PoolState;
import io.llmlb.core.act.WriteReport;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Brings a pool back to what AS3 and CIS declare: every ratio 1. What a budget has no room for is written when it has. */
public final class Neutral {
    /** How long it takes at most, unless said otherwise. */
    public static final Duration LONGEST = Duration.ofMinutes(5);

    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final InstantSource clock;
    private final Pause pause;
    private final Duration longest;

    /** Lets time pass. */
    @FunctionalInterface
    public interface Pause {
        void pause(Duration time) throws InterruptedException;
    }

    /**
     * @param longest after so long what is left is left
     */
    public Neutral(InstantSource clock, Pause pause, Duration longest) {
        this.clock = clock;
        this.pause = pause;
        this.longest = longest;
    }

    /**
     * What became of a pool.
     *
     * @param members how many it has
     * @param written how many had another ratio
     * @param left how many still have, because something failed or the time was over
     * @param problem what failed
     */
    public record Result(int members, int written, int left, Optional<LlmlbException> problem) {}

    /**
     * Sets every ratio of a pool to 1, for at most the longest time.
     *
     * @throws LlmlbException when the pool cannot be read
     */
    public Result reset(PoolDevice device, PoolName pool) throws InterruptedException {
        Instant end = clock.instant().plus(longest);
        int written = 0;
        while (true) {
            PoolState state = device.read(pool);
            List<MemberShare> shares = state.members().stream()
                    .map(member -> new MemberShare(member, 1, 1))
                    .toList();
            WriteReport report = device.write(state, shares);
            int partWay = report.partWay().size();
            written += (int) report.count(WriteReport.Outcome.WRITTEN) - partWay;
            int left = partWay
                    + (int) (report.count(WriteReport.Outcome.DEFERRED) + report.count(WriteReport.Outcome.FAILED));
            boolean waits =
                    report.problem().isEmpty() && left > 0 && clock.instant().isBefore(end);
            if (!waits) {
                return new Result(shares.size(), written, left, report.problem());
            }
            pause.pause(AGAIN);
        }
    }
}
