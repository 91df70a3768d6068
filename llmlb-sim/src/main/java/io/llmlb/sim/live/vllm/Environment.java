package io.llmlb.sim.live.vllm;

import io.llmlb.sim.model.vllm.FinishedRequest;
import io.llmlb.sim.model.vllm.ServerOptions;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What a server is made of, the same after a restart.
 *
 * @param options of the model
 * @param names of the model, the first of which is that of the options
 * @param settings what can be changed while it runs
 * @param clock nanoseconds, for fake metrics
 * @param keepAlive how long an idle connection is kept; zero for ever
 * @param onFinished hears of every request that left the engine, on the event loop
 */
record Environment(
        ServerOptions options,
        List<String> names,
        LiveSettings settings,
        LongSupplier clock,
        Duration keepAlive,
        Consumer<FinishedRequest> onFinished) {}
