package io.llmlb.core.supervise;

import io.llmlb.core.MemberId;
import io.llmlb.core.observe.Observation;
import io.llmlb.core.observe.SampleWindow;
import io.llmlb.core.observe.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Compares what the device says it sent with what the servers say they received, in blocks of at least a minute.
 *
 * <pre>{@code received = growth of finished + growth of (running + waiting)}</pre>
 *
 * <p>from one sample of a server to the next; what the device sent is taken from the same time, so that it does not matter
 * how old samples are or how long requests take. A server whose counts fell has begun anew, and that step is left out. At
 * the end all count as if they had been seen for the same time; who was seen for less than half of it does not count.
 */
final class MappingCheck {
    private static final Duration LEAST = Duration.ofMinutes(1);

    /** No server takes so many requests between two samples. */
    private static final double MOST = 1e6;

    private record Sample(Instant at, double finished, double inFlight) {}

    private final DeviceCounts counts;
    private final Map<MemberId, Sample> last = new HashMap<>();
    private Split seconds = Split.NONE;
    private Block block = new Block(Instant.EPOCH); // never complete, as the first reading begins another

    MappingCheck(DeviceCounts counts) {
        this.counts = counts;
    }

    /** The device has just been read; empty until a block is complete. */
    Optional<Block> read(Instant now, Set<MemberId> members, Observation fresh) {
        for (MemberId member : members) {
            sample(fresh.of(member)).ifPresent(sample -> step(member, sample));
        }
        Block last = block.scaled(factors());
        boolean complete = last.complete(now, LEAST, 0);
        if (complete || last.old(now)) {
            block = new Block(now);
            seconds = Split.NONE;
        }
        boolean telling = complete && last.told().due().members().size() > 1;
        return telling ? Optional.of(last) : Optional.empty();
    }

    private Split factors() {
        double longest = seconds.amounts().values().stream()
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(0);
        Map<MemberId, Double> factors = new HashMap<>();
        seconds.amounts().forEach((member, seen) -> {
            if (2 * seen >= longest) {
                factors.put(member, longest / seen);
            }
        });
        return new Split(factors);
    }

    private void step(MemberId member, Sample now) {
        Sample before = last.get(member);
        if (before != null && (!now.at.isAfter(before.at) || !counts.reaches(now.at))) {
            return;
        }
        last.put(member, now);
        if (before == null || now.finished < before.finished) {
            return;
        }
        double received = Math.max(0, now.finished - before.finished + now.inFlight - before.inFlight);
        if (!(received < MOST)) {
            return;
        }
        counts.between(member, before.at, now.at).ifPresent(sent -> {
            Split seen = new Split(Map.of(member, received));
            double step = Duration.between(before.at, now.at).toMillis() / 1e3;
            seconds = seconds.plus(new Split(Map.of(member, step)));
            block.requests().add(new Split(Map.of(member, sent.requests())), seen, 0);
            block.connections().add(new Split(Map.of(member, sent.connections())), seen, 0);
        });
    }

    private static Optional<Sample> sample(SampleWindow window) {
        OptionalDouble finished = window.latest(Signal.FINISHED);
        OptionalDouble running = window.latest(Signal.RUNNING);
        OptionalDouble waiting = window.latest(Signal.WAITING);
        return finished.isPresent() && running.isPresent() && waiting.isPresent()
                ? window.newest()
                        .map(at ->
                                new Sample(at, finished.getAsDouble(), running.getAsDouble() + waiting.getAsDouble()))
                : Optional.empty();
    }
}
