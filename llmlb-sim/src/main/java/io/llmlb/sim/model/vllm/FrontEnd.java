package io.llmlb.sim.model.vllm;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Requests that the API server is still preparing for the engine. A short prompt may overtake a long one. */
final class FrontEnd {
    /** One of them; {@code order} tells apart those that are ready at the same time. */
    record Entry(EngineRequest request, long arrival, long ready, long order) {}

    private final FrontEndTime time;
    private final PriorityQueue<Entry> entries =
            new PriorityQueue<>(Comparator.comparingLong(Entry::ready).thenComparingLong(Entry::order));
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

    /** Gives up a request that the engine has not seen. */
    FinishedRequest abort(long requestId, long now) {
        Entry gone = entries.stream()
                .filter(entry -> entry.request.id() == requestId)
                .findFirst()
                .orElseThrow();
        entries.remove(gone);
        EngineRequest request = gone.request;
        return new FinishedRequest(
                requestId,
                FinishReason.ABORT,
                request.promptTokens(),
                0,
                0,
                request.maxTokens(),
                gone.arrival,
                -1,
                -1,
                -1,
                -1,
                now,
                0);
    }

    int size() {
        return entries.size();
    }
}
