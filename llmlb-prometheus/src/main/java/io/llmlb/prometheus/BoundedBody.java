package io.llmlb.prometheus;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Collects an answer's body and gives up as soon as it is larger than the limit. */
final class BoundedBody implements BodySubscriber<Reply> {
    /** The body was larger than the limit. */
    static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;

        TooLarge(int limit) {
            super("the answer is larger than " + (limit >= 1 << 20 ? (limit >> 20) + " MB" : limit + " bytes"));
        }
    }

    private final CompletableFuture<Reply> reply = new CompletableFuture<>();
    private final List<ByteBuffer> parts = new ArrayList<>(); // the client hands them over for good
    private int size;
    private final int limit;
    private final Function<byte[], Reply> finish;
    private @Nullable Subscription subscription;

    BoundedBody(int limit, Function<byte[], Reply> finish) {
        this.limit = limit;
        this.finish = finish;
    }

    @Override
    public CompletionStage<Reply> getBody() {
        return reply;
    }

    @Override
    public void onSubscribe(Subscription upstream) {
        subscription = upstream;
        upstream.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            if (reply.isDone()) {
                return;
            }
            if (buffer.remaining() > limit - size) {
                if (subscription != null) {
                    subscription.cancel();
                }
                reply.completeExceptionally(new TooLarge(limit));
                return;
            }
            size += buffer.remaining();
            parts.add(buffer);
        }
    }

    @Override
    public void onError(Throwable failure) {
        reply.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        byte[] whole = new byte[size];
        int from = 0;
        for (ByteBuffer part : parts) {
            int length = part.remaining();
            part.get(whole, from, length);
            from += length;
        }
        parts.clear();
        reply.complete(finish.apply(whole));
    }
}
