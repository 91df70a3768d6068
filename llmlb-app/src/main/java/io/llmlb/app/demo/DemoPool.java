package io.llmlb.app.demo;

import io.llmlb.core.PoolName;
import io.llmlb.sim.lab.Arrival;
import io.llmlb.sim.lab.Arrivals;
import io.llmlb.sim.live.RequestKind;
import io.llmlb.sim.model.trace.Trace;
import io.llmlb.sim.model.trace.TraceRequest;
import io.llmlb.sim.model.trace.Traces;
import io.llmlb.sim.model.vllm.Saturation;
import io.llmlb.sim.model.vllm.VllmProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** The pools of the article's rules, each with unequal servers, and who asks them. */
enum DemoPool {
    /** Chats. */
    HIGH_END_GPT(0, "highend_gpt", "HighEndGPT", RequestKind.CHAT, "azure_conv", 0.55, "a100", "a100", "a10"),
    /** The same questions, from programs that wait for whole answers. */
    LOW_END_GPT(1, "lowend_gpt", "LowEndGPT", RequestKind.BATCH, "azure_conv", 0.35, "a40", "a10"),
    /** Passengers. */
    FLIGHT_AGENT(
            2, "flight_agent", "Llama-3.1-8B-Instruct", RequestKind.FLIGHT_AGENT, "azure_conv", 0.35, "l40s", "a10");

    /** The server that joins in a long demo. */
    static final String JOINING = "a100";

    /** The article's sample, as examples/rules has it. */
    static final Map<String, String> RULES = Map.of(
            "start", "1",
            "1", "if .model matches_glob '*GPT' then 2 else 3",
            "2", "if .stream is true then 4 else 5",
            "3", "if .input[0].content[0].text matches_glob '*flight agent*' then 6 else 5",
            "4", "selectPool " + HIGH_END_GPT.pool(),
            "5", "selectPool " + LOW_END_GPT.pool(),
            "6", "selectPool " + FLIGHT_AGENT.pool());

    private static final long OTHER_SEEDS = 1000;

    private final int place;
    private final String word;
    private final String model;
    private final RequestKind kind;
    private final String trace;
    private final double load;
    private final String profiles;

    DemoPool(int place, String word, String model, RequestKind kind, String trace, double load, String... profiles) {
        this.place = place;
        this.word = word;
        this.model = model;
        this.kind = kind;
        this.trace = trace;
        this.load = load;
        this.profiles = String.join(" ", profiles);
    }

    /** Where it is shown, from 0. */
    int place() {
        return place;
    }

    /** What people call it. */
    String word() {
        return word;
    }

    PoolName pool() {
        return new PoolName("/vllm/Shared/" + word + "_8000_vllm_inference_f5demo_com_" + word);
    }

    /** The model that its servers serve. */
    String model() {
        return model;
    }

    /** The kind of requests that the rules send here. */
    RequestKind kind() {
        return kind;
    }

    /** What its servers are, in the pool's order. */
    List<String> profiles() {
        return List.of(profiles.split(" "));
    }

    /** How much comes, as a part of what its servers can do. */
    double load() {
        return load;
    }

    /** Its requests for so long: at random times of a steady mean rate, with lengths drawn from a trace. */
    Trace traffic(long seed, Duration duration) {
        Trace lengths = Traces.named(trace);
        double capacity = profiles().stream()
                .mapToDouble(name -> Saturation.requestsPerSecond(VllmProfile.named(name), lengths, 1))
                .sum();
        Iterator<Arrival> arrivals = Arrivals.poisson(lengths, load * capacity, seed + OTHER_SEEDS * place);
        List<TraceRequest> requests = new ArrayList<>();
        for (Arrival next = arrivals.next(); next.time() < duration.toNanos(); next = arrivals.next()) {
            requests.add(new TraceRequest(next.time(), next.promptTokens(), next.outputTokens()));
        }
        return new Trace(requests);
    }
}
