package io.llmlb.app.faults;

import io.llmlb.bigip.BigIp;
import io.llmlb.bigip.PacedBigIp;
import io.llmlb.bigip.Trust;
import io.llmlb.core.control.ControlLoop;
import io.llmlb.core.control.Controller;
import io.llmlb.core.control.Cycle;
import io.llmlb.core.decide.RatioScale;
import io.llmlb.core.decide.Strategies;
import io.llmlb.core.decide.StrategyOptions;
import io.llmlb.core.guard.Guards;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One controller of a rig: client, metrics source, loop, and the pauses after failures. */
final class Station implements AutoCloseable {
    private final BigIp bigIp;
    private final Beat beat = new Beat();
    private final Controller controller;
    private final List<Cycle> cycles = new ArrayList<>();

    Station(Rig rig) {
        BigIp.Builder builder = BigIp.builder(rig.device().url().toString())
                .user(rig.device().user())
                .password(() -> rig.password().toCharArray())
                .trust(rig.trust())
                .timeout(rig.plan().patience())
                .clock(rig.clock.controller());
        if (rig.plan().pair()) {
            builder.peer(
                    rig.peer().url().toString(),
                    Trust.certificateSha256(rig.peer().certSha256()));
        }
        bigIp = PacedBigIp.waiting(builder, rig.clock::advance).build();
        // Without the queue time, whose quantile depends on the last scrape's time, the right shares are known.
        StrategyOptions options = new StrategyOptions(Map.of("coefRqt", "0"));
        ControlLoop loop = new ControlLoop(
                Rig.POOL,
                bigIp.pools(),
                rig.metrics.source(),
                Strategies.create("article", options),
                Guards.standard(),
                new RatioScale(Rig.MAX_RATIO),
                rig.clock.controller());
        controller = new Controller(beat, Runnable::run, cycles::add).add(loop, Rig.CYCLE);
        controller.start();
    }

    /** One beat; what the loop throws is thrown. */
    List<Cycle> beat() {
        cycles.clear();
        beat.give();
        return List.copyOf(cycles);
    }

    @Override
    public void close() {
        controller.close();
        bigIp.close();
        beat.shutdownNow();
    }
}
