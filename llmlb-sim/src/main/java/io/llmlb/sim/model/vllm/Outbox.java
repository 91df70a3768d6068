package io.llmlb.sim.model.vllm;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;

/** Tokens and ends of answers that the API server has not delivered yet, in order of time. */
final class Outbox {
    private record Token(long time, long requestId, int index, boolean last) {}

    private record End(FinishedRequest request, long order) {
        long time() {
            return request.finished();
        }
    }

    // All tokens take the same time from the end of their step, so they stay in order by themselves.
    private final Deque<Token> tokens = new ArrayDeque<>();
    private final PriorityQueue<End> ends =
            new PriorityQueue<>(Comparator.comparingLong(End::time).thenComparingLong(End::order));
    private long ended;

    TokenSink tokensAt(long time) {
        return (requestId, index, last) -> tokens.add(new Token(time, requestId, index, last));
    }

    void add(FinishedRequest request) {
        ends.add(new End(request, ended++));
    }

    /** When the next delivery is due; never is {@link Long#MAX_VALUE}. */
    long next() {
        return Math.min(nextToken(), nextEnd());
    }

    /** Delivers what is due next; tokens before ends. */
    void deliver(ServerListener listener) {
        if (nextToken() <= nextEnd()) {
            Token token = tokens.remove();
            listener.token(token.requestId, token.index, token.last);
        } else {
            listener.finished(ends.remove().request);
        }
    }

    private long nextToken() {
        Token head = tokens.peek();
        return head == null ? Long.MAX_VALUE : head.time;
    }

    private long nextEnd() {
        End head = ends.peek();
        return head == null ? Long.MAX_VALUE : head.time();
    }
}
