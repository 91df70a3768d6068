package io.llmlb.core.supervise;

import io.llmlb.core.MemberId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares what the ratios ask for with what the device says it sent, in blocks of at least half a minute.
 *
 * <p>What is due between two readings is their requests, split by the mean over time of
 * {@code ratio_i / sum of the ratios of available members}. The ratios of one cycle count for the time since the cycle
 * before, since they were written at its end. A block has four times the sum of the ratios in requests, since a device may
 * go through its ratios in rounds, each of its TMMs for itself, and follows them only after all rounds. Members that join, leave or change their availability, and counts that fall,
 * begin a new block.
 */
final class CommandCheck {
    private static final Duration LEAST = Duration.ofSeconds(30);

    /** So many times the sum of the ratios is sent in a block. */
    private static final int ROTATIONS = 4;

    private record Stretch(double seconds, Split ratios) {}

    private final DeviceCounts counts;
    private double largestSum; // of all ratios, in this block
    private final List<Stretch> stretches = new ArrayList<>();
    private @Nullable Instant since; // the last reading
    private Block block = new Block(Instant.EPOCH); // never complete, as the first reading begins another

    CommandCheck(DeviceCounts counts) {
        this.counts = counts;
    }

    /** These ratios have been in force for so long. */
    void inForce(double seconds, Split ratios) {
        stretches.add(new Stretch(seconds, ratios));
        largestSum = Math.max(largestSum, ratios.total());
    }

    /** The device has just been read; empty until a block is complete. */
    Optional<Block> read(Instant now) {
        boolean whole = since != null && add(since, now) && !block.old(now);
        stretches.clear();
        since = now;
        Block last = block;
        boolean complete = whole && last.complete(now, LEAST, ROTATIONS * largestSum);
        if (complete || !whole) {
            block = new Block(now);
            largestSum = 0;
        }
        return complete ? Optional.of(last) : Optional.empty();
    }

    /** False when not every member's counts are known. */
    private boolean add(Instant from, Instant until) {
        Split ratios = mean();
        Map<MemberId, Double> requests = new TreeMap<>();
        Map<MemberId, Double> connections = new TreeMap<>();
        for (MemberId member : ratios.members()) {
            Optional<DeviceCounts.Sent> sent = counts.between(member, from, until);
            if (sent.isEmpty()) {
                return false;
            }
            requests.put(member, sent.get().requests());
            connections.put(member, sent.get().connections());
        }
        double swing = swing(ratios);
        add(block.requests(), ratios, new Split(requests), swing);
        add(block.connections(), ratios, new Split(connections), swing);
        return true;
    }

    private static void add(Tally tally, Split ratios, Split sent, double swing) {
        tally.add(ratios.scaledTo(sent.total()), sent, swing);
    }

    private Split mean() {
        Split sum = Split.NONE;
        for (Stretch stretch : stretches) {
            sum = sum.plus(stretch.ratios.scaledTo(stretch.seconds));
        }
        return sum;
    }

    /** How far the ratios were from their mean, on average over time. */
    private double swing(Split mean) {
        double sum = 0;
        double seconds = 0;
        for (Stretch stretch : stretches) {
            sum += stretch.seconds * stretch.ratios.apart(mean);
            seconds += stretch.seconds;
        }
        return seconds > 0 ? sum / seconds : 0;
    }
}
