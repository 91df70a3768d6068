package io.llmlb.sim.live.vllm;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Numbers that {@code /metrics} tells in place of the true ones, the same for every engine. Gauges are replaced while
 * they are faked. Counters grow beside what really happens, by a rate, and keep what they have grown by, as a counter
 * that goes down is a restart to Prometheus. Immutable.
 */
public final class FakeMetrics {
    /** What can be faked. */
    public enum Signal {
        /** Gauge: requests in the batch. */
        RUNNING("running"),
        /** Gauge: requests in the queue. */
        WAITING("waiting"),
        /** Gauge: share of the KV cache, 0 to 1. */
        KV_USAGE("kvUsage"),
        /** Rate per second: requests that finished with reason stop. */
        REQUESTS("requestsPerSecond"),
        /** Rate per second: tokens of prompts. */
        PROMPT_TOKENS("promptTokensPerSecond"),
        /** Rate per second: tokens generated. */
        GENERATION_TOKENS("generationTokensPerSecond"),
        /** Seconds: time to the first token of the faked requests; nothing without {@link #REQUESTS}. */
        FIRST_TOKEN("timeToFirstTokenSeconds");

        private final String key;

        Signal(String key) {
            this.key = key;
        }

        /** Its name in JSON. */
        public String key() {
            return key;
        }

        static Optional<Signal> of(String key) {
            for (Signal signal : values()) {
                if (signal.key.equals(key)) {
                    return Optional.of(signal);
                }
            }
            return Optional.empty();
        }
    }

    /** Nothing is faked. */
    public static final FakeMetrics NONE = new FakeMetrics(new EnumMap<>(Signal.class));

    private final Map<Signal, Waveform> waveforms;

    private FakeMetrics(Map<Signal, Waveform> waveforms) {
        this.waveforms = waveforms;
    }

    /** The same with this one faked. */
    public FakeMetrics with(Signal signal, Waveform waveform) {
        EnumMap<Signal, Waveform> more = new EnumMap<>(waveforms);
        more.put(signal, waveform);
        return new FakeMetrics(more);
    }

    /** The same with this one true. */
    public FakeMetrics without(Signal signal) {
        EnumMap<Signal, Waveform> fewer = new EnumMap<>(waveforms);
        fewer.remove(signal);
        return new FakeMetrics(fewer);
    }

    /** How this one is faked; empty when it is true. */
    public Optional<Waveform> get(Signal signal) {
        return Optional.ofNullable(waveforms.get(signal));
    }

    /** Whether all is true. */
    public boolean isEmpty() {
        return waveforms.isEmpty();
    }

    OptionalDouble at(Signal signal, double seconds) {
        Waveform waveform = waveforms.get(signal);
        return waveform == null ? OptionalDouble.empty() : OptionalDouble.of(waveform.at(seconds));
    }

    /** What is faked, and how. */
    @Override
    public String toString() {
        return waveforms.toString();
    }
}
