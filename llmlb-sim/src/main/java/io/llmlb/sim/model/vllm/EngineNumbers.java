package io.llmlb.sim.model.vllm;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * The numbers of one engine, whatever they are called on {@code /metrics}, observed when vLLM's loggers observe them:
 * gauges and token counts once a step, the time to the first token at the first token, token latencies at every token,
 * and everything about whole requests, the queue time too, only when the request has finished. A step costs the same
 * however many requests only went on in it.
 */
final class EngineNumbers {
    // Per step.
    final Value running = new Value();
    final Value waiting = new Value();
    final Value kvUsage = new Value();
    final Value prefixHitRate = new Value();
    final Value preemptions = new Value();
    final Value promptTokens = new Value();
    final Value cachedTokens = new Value();
    final Value computedTokens = new Value();
    final Value generationTokens = new Value();
    final Value prefixQueries = new Value();
    final Value prefixHits = new Value();
    /** What this server never has: swapped requests, blocks in CPU memory, media, an external cache. */
    final Value none = new Value();
    /** What is always so: the server is awake, and set up as it is. */
    final Value one = new Value();

    final Histogram stepTokens;
    final Histogram firstToken = new Histogram(Buckets.firstTokenSeconds());
    final Histogram interToken = new Histogram(Buckets.tokenSeconds());

    // Per finished request.
    private final Map<FinishReason, Value> finished = new EnumMap<>(FinishReason.class);
    final Histogram endToEnd = new Histogram(Buckets.requestSeconds());
    final Histogram queue = new Histogram(Buckets.requestSeconds());
    final Histogram inference = new Histogram(Buckets.requestSeconds());
    final Histogram prefill = new Histogram(Buckets.requestSeconds());
    final Histogram decode = new Histogram(Buckets.requestSeconds());
    final Histogram perOutputToken = new Histogram(Buckets.tokenSeconds());
    final Histogram perPromptToken = new Histogram(Buckets.prefillTokenSeconds());
    final Histogram requestPrompt;
    final Histogram requestComputed;
    final Histogram requestGeneration;
    final Histogram requestMaxGeneration;
    final Histogram requestMaxTokens;
    final Histogram requestChoices = new Histogram(Buckets.choices());
    final Histogram requestPreemptions = new Histogram(Buckets.preemptions());

    EngineNumbers(ServerOptions options) {
        double[] lengths = Buckets.oneTwoFive(options.profile().maxModelLength());
        stepTokens = new Histogram(Buckets.stepTokens(options.metricNames()));
        requestPrompt = new Histogram(lengths);
        requestComputed = new Histogram(lengths);
        requestGeneration = new Histogram(lengths);
        requestMaxGeneration = new Histogram(lengths);
        requestMaxTokens = new Histogram(lengths);
        for (FinishReason reason : FinishReason.values()) {
            finished.put(reason, new Value());
        }
        one.set(1);
    }

    Value finished(FinishReason reason) {
        return Objects.requireNonNull(finished.get(reason));
    }

    void observe(FinishedStep step) {
        running.set(step.running());
        waiting.set(step.waiting());
        kvUsage.set(step.kvUsage());
        none.set(0);
        preemptions.add(step.preemptions());
        promptTokens.add(step.promptTokens());
        cachedTokens.add(step.cachedTokens());
        computedTokens.add(step.promptTokens() - step.cachedTokens());
        generationTokens.add(step.tokens());
        prefixQueries.add(step.prefixQueries());
        prefixHits.add(step.prefixHits());
        prefixHitRate.set(prefixQueries.value() == 0 ? 0 : prefixHits.value() / prefixQueries.value());
        stepTokens.observe(step.promptTokens() + step.tokens());
        interToken.observe(seconds(step.end() - step.start()), step.nextTokens());
        observe(step.firstTokens(), firstToken);
        observe(step.lateTokens(), interToken);
        List<FinishedRequest> left = step.finished();
        for (int i = 0; i < left.size(); i++) {
            observe(left.get(i));
        }
    }

    /** All that a controller may ask for. */
    ServerNumbers numbers() {
        double left = 0;
        for (Value reason : finished.values()) {
            left += reason.value();
        }
        return new ServerNumbers(
                running.shown(),
                waiting.shown(),
                kvUsage.shown(),
                promptTokens.value(),
                generationTokens.value(),
                left,
                preemptions.value(),
                stepTokens.distribution(),
                queue.distribution(),
                firstToken.distribution(),
                interToken.distribution());
    }

    /** Counts requests that never were. */
    void invent(long requests, double prompt, double generation, OptionalDouble firstTokenSeconds) {
        finished(FinishReason.STOP).add((double) requests);
        promptTokens.add(prompt);
        computedTokens.add(prompt);
        generationTokens.add(generation);
        if (firstTokenSeconds.isPresent()) {
            firstToken.observe(firstTokenSeconds.getAsDouble(), requests);
        }
    }

    private static void observe(List<TokenEvent> tokens, Histogram histogram) {
        for (int i = 0; i < tokens.size(); i++) {
            histogram.observe(seconds(tokens.get(i).sinceNanos()));
        }
    }

    private void observe(FinishedRequest request) {
        finished(request.reason()).add(1);
        endToEnd.observe(seconds(request.finished() - request.arrival()));
        requestPrompt.observe(request.promptTokens());
        requestComputed.observe(request.promptTokens() - request.cachedTokens());
        requestGeneration.observe(request.generatedTokens());
        requestMaxGeneration.observe(request.generatedTokens());
        requestMaxTokens.observe(request.maxTokens());
        requestChoices.observe(1);
        requestPreemptions.observe(request.preemptions());
        if (request.scheduled() >= 0) {
            queue.observe(seconds(request.scheduled() - request.queued()));
        }
        if (request.firstToken() >= 0) {
            double prefilling = seconds(request.firstToken() - request.scheduled());
            double decoding = seconds(request.lastToken() - request.firstToken());
            prefill.observe(prefilling);
            perPromptToken.observe(prefilling / request.promptTokens());
            inference.observe(seconds(request.lastToken() - request.scheduled()));
            decode.observe(decoding);
            if (request.generatedTokens() > 1) {
                perOutputToken.observe(decoding / (request.generatedTokens() - 1));
            }
        }
    }

    private static double seconds(long nanos) {
        return nanos / 1e9;
    }
}
