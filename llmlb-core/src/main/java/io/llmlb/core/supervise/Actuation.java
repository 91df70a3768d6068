package io.llmlb.core.supervise;

import io.llmlb.core.MemberId;
import io.llmlb.core.act.Availability;
import io.llmlb.core.act.LoadBalancingMode;
import io.llmlb.core.act.PoolDevice;
import io.llmlb.core.act.PoolState;
import io.llmlb.core.observe.Needs;
import io.llmlb.core.observe.Observation;
import io.llmlb.core.observe.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that ratios have the effect that they should have: compares what they ask for, what the device says it sent,
 * and what the servers say they received. A gap between two of these that is larger than chance explains and lasts for
 * three blocks of requests is told in one sentence with its likely cause, and until it has been gone for one block no
 * strategy can learn from what it sees, since it is not what the strategy did.
 *
 * <p>A block has at least 150 requests, and four times the sum of the ratios, and lasts for at least half a minute (a minute
 * and 150 requests for what servers received). The probability of a gap by chance is below 0.0012 in a block and below
 * 2e-9 in three on end: once in centuries. What ratios ask for is compared in pools that balance by ratio alone; in those
 * that balance by connections too, only what was sent with what was received; where ratios are ignored, nothing.
 *
 * <p>Asks the device for its counts every 15 s, one request each, and for the virtual servers of the pool every ten
 * minutes, and when a gap is found. Whether the ratios in force are those that were wanted is not asked here: what is in
 * force counts. Remembers evidence about one pool, and so is used by one loop.
 */
public final class Actuation {
    /** After longer without a look nobody knows which ratios were in force. */
    private static final double LONGEST_PAUSE = 60;

    private static final Set<Signal> SIGNALS = EnumSet.of(Signal.FINISHED, Signal.RUNNING, Signal.WAITING);

    private final Inquiry inquiry;
    private final Streak commandGaps = new Streak();
    private final Streak mappingGaps = new Streak();
    private CommandCheck command;
    private MappingCheck mapping;
    private Set<MemberId> members = Set.of();
    private Finding finding = Finding.NONE;
    private @Nullable Instant looked;
    private String commandSentence = "";
    private String mappingSentence = "";

    /**
     * @param device asked for counts and virtual servers; what it throws becomes a note
     */
    public Actuation(PoolDevice device) {
        inquiry = new Inquiry(device);
        command = new CommandCheck(inquiry.counts());
        mapping = new MappingCheck(inquiry.counts());
    }

    /** Whether ratios work. */
    public enum Status {
        /** There is no sign that they do not, or nothing is known. */
        OK,
        /** What was asked for, sent and received differ. */
        GAP
    }

    /**
     * What is known of the ratios' effect.
     *
     * @param status whether they work
     * @param sentence what differs and the likely cause; empty when nothing does
     * @param asked each member's part of the requests by the ratios, over the last block; empty before there is one
     * @param sent each member's part of what the device sent, over the same time
     * @param received each member's part of what the servers received, over the last block of those
     * @param notes what limits the effect of ratios in this pool, in general
     */
    public record Finding(
            Status status,
            String sentence,
            Map<MemberId, Double> asked,
            Map<MemberId, Double> sent,
            Map<MemberId, Double> received,
            List<String> notes) {
        /** Nothing is known. */
        public static final Finding NONE = new Finding(Status.OK, "", Map.of(), Map.of(), Map.of(), List.of());

        /** Copies maps and list. */
        public Finding {
            asked = Map.copyOf(asked);
            sent = Map.copyOf(sent);
            received = Map.copyOf(received);
            notes = List.copyOf(notes);
        }
    }

    /** What must be known for a loop with these needs and this check; one that needs nothing goes on needing nothing. */
    public Needs needs(Needs others) {
        if (others.signals().isEmpty()) {
            return others;
        }
        Set<Signal> signals = EnumSet.copyOf(others.signals());
        signals.addAll(SIGNALS);
        return new Needs(signals, others.buckets(), others.range());
    }

    /** Whether a strategy may learn: there is no gap. */
    public boolean trusted() {
        return finding.status == Status.OK;
    }

    /**
     * Looks at the pool once; to be called in every cycle, as soon as the pool has been read. Never throws for what the
     * device answers.
     *
     * @param state the pool as the device shows it
     * @param fresh samples of members whose newest sample is young enough to be believed
     */
    public Finding look(PoolState state, Observation fresh) {
        Instant now = fresh.asOf();
        if (!state.mode().honoursRatios()) {
            commandGaps.forget();
            mappingGaps.forget();
            begin(Set.of());
            finding = Finding.NONE;
            return finding;
        }
        follow(now, ratios(state));
        inquiry.readUse(now, state.pool());
        if (members.size() > 1 && inquiry.readCounts(now, state.pool())) {
            command.read(now)
                    .filter(block -> state.mode() == LoadBalancingMode.RATIO)
                    .ifPresent(block -> judgeCommand(now, state, block));
            mapping.read(now, members, fresh).ifPresent(block -> judgeMapping(now, block));
        }
        finding = told(now, state);
        return finding;
    }

    /** Notes which ratios were in force since the last look, or begins anew. */
    private void follow(Instant now, Split ratios) {
        double seconds = looked == null ? 0 : Duration.between(looked, now).toMillis() / 1e3;
        looked = now;
        if (seconds < 0) {
            inquiry.forget(); // the clock was put back
        }
        if (seconds >= 0 && seconds <= LONGEST_PAUSE && ratios.members().equals(members)) {
            command.inForce(seconds, ratios);
        } else {
            begin(ratios.members());
        }
    }

    private void begin(Set<MemberId> present) {
        command = new CommandCheck(inquiry.counts());
        mapping = new MappingCheck(inquiry.counts());
        members = present;
    }

    private static Split ratios(PoolState state) {
        Map<MemberId, Double> ratios = new TreeMap<>();
        state.members().stream()
                .filter(member -> member.availability() == Availability.AVAILABLE)
                .forEach(member -> ratios.put(member.id(), (double) Math.max(1, member.ratio())));
        return new Split(ratios);
    }

    private void judgeCommand(Instant now, PoolState state, Block block) {
        Tally told = block.told();
        commandGaps.add(told, now, block.length(now));
        finding = new Finding(
                finding.status, "", told.due().parts(), told.seen().parts(), finding.received, finding.notes);
        if (commandGaps.lasting(now)) {
            if (commandSentence.isEmpty()) {
                inquiry.readUseAgain(now, state.pool());
            }
            commandSentence = CommandCause.sentence(block, inquiry.use().orElse(null));
        }
    }

    private void judgeMapping(Instant now, Block block) {
        Tally told = block.told();
        mappingGaps.add(told, now, block.length(now));
        finding = new Finding(
                finding.status, "", finding.asked, finding.sent, told.seen().parts(), finding.notes);
        if (mappingGaps.lasting(now)) {
            mappingSentence = MappingCause.sentence(block);
        }
    }

    private Finding told(Instant now, PoolState state) {
        commandSentence = commandGaps.lasting(now) ? commandSentence : "";
        mappingSentence = mappingGaps.lasting(now) ? mappingSentence : "";
        String sentence = Stream.of(commandSentence, mappingSentence)
                .filter(one -> !one.isEmpty())
                .collect(Collectors.joining("; and "));
        List<String> notes = new ArrayList<>(inquiry.use().map(UseNotes::of).orElse(List.of()));
        if (!inquiry.failure().isEmpty()) {
            notes.add("whether " + state.pool() + " follows its ratios cannot be checked: " + inquiry.failure());
        }
        Status status = sentence.isEmpty() ? Status.OK : Status.GAP;
        return new Finding(status, sentence, finding.asked, finding.sent, finding.received, notes);
    }
}
