package io.llmlb.sim.model.vllm;

import java.util.Comparator;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Set;

/** Requests that the API server is still preparing for the engine. A short prompt may overtake a long one. */
final class FrontEnd {
    /** One of them; {@code order} tells apart those that are ready at the same time. */
    record Entry(EngineRequest request, long arrival, long ready, long order) {}

    private final FrontEndTime time;
    private final PriorityQueue<Entry> entries =
            new PriorityQueue<>(Comparator.comparingLong(Entry::ready).thenComparingLong(Entry::order));
    private final Set<Long> givenUp = new HashSet<>();
    private long submitted;

    FrontEnd(FrontEndTime time) {
        this.time = time;
    }

    void add(EngineRequest request, long now) {
        entries.add(new Entry(request, now, now + time.beforeQueue(request.promptTokens()), submitted++));
    }

    /** When the next one is ready for the engine; never is {@link Long#MAX_VALUE}. */
    long next() {
        Entry head = entries.peek();
        return head == null ? Long.MAX_VALUE : head.ready;
    }

    Entry remove() {
        return entries.remove();
    }

    /** Marks a request as given up; false when it is already. */
    boolean giveUp(long requestId) {
        return givenUp.add(requestId);
    }

    /** Whether a request was given up in the meantime; asked once, when it is ready. */
    boolean wasGivenUp(long requestId) {
        return givenUp.remove(requestId);
    }

    /** All that are being prepared, in no order. */
    Iterable<Entry> entries() {
        return entries;
    }

    int size() {
        return entries.size();
    }
}
