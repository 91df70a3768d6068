package io.llmlb.sim.live;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** One request of the traffic. Confined to one event loop. */
final class Exchange {
    /** The usage and the end of the stream are in the last bytes. */
    private static final int TAIL = 1024;

    private final RequestKind kind;
    private final long number;
    private final int promptTokens;
    private final long due;
    private final LongSupplier clock;
    private final Consumer<TrafficResult> outcome;
    private Buffer tail = Buffer.buffer();
    private long sent;
    private long firstToken = -1;
    private String pod = "";
    private boolean over;

    /**
     * @param number unlike that of any other exchange of this traffic
     */
    Exchange(
            RequestKind kind,
            long number,
            int promptTokens,
            long due,
            LongSupplier clock,
            Consumer<TrafficResult> outcome) {
        this.kind = kind;
        this.number = number;
        this.promptTokens = promptTokens;
        this.due = due;
        this.clock = clock;
        this.outcome = outcome;
    }

    void send(HttpClient client, RequestOptions target, String model, int outputTokens) {
        sent = clock.getAsLong();
        client.request(target)
                .compose(request -> request.exceptionHandler(this::fail)
                        .send(Buffer.buffer(kind.body(model, number, promptTokens, outputTokens))))
                .onSuccess(this::receive)
                .onFailure(this::fail);
    }

    private void receive(HttpClientResponse response) {
        String header = response.getHeader("x-inference-pod");
        pod = header == null ? "" : header;
        response.handler(this::chunk);
        response.exceptionHandler(this::fail);
        response.endHandler(end -> {
            String last = tail.toString(StandardCharsets.UTF_8);
            OptionalInt tokens = kind.outputTokens(last);
            if (response.statusCode() != 200) {
                over(0, "HTTP " + response.statusCode());
            } else if (tokens.isEmpty()) {
                over(0, "the answer ended early");
            } else {
                over(tokens.getAsInt(), "");
            }
        });
    }

    private void chunk(Buffer bytes) {
        tail.appendBuffer(bytes);
        if (firstToken < 0 && kind.hasToken(tail)) {
            firstToken = clock.getAsLong();
        }
        if (tail.length() > 8 * TAIL) {
            tail = tail.getBuffer(tail.length() - TAIL, tail.length());
        }
    }

    private void fail(Throwable failure) {
        over(0, failure.getClass().getSimpleName() + ": " + failure.getMessage());
    }

    private void over(int tokens, String failure) {
        if (over) {
            return;
        }
        over = true;
        Duration lateness = Duration.ofNanos(sent - due);
        Duration first = Duration.ofNanos(firstToken < 0 ? 0 : firstToken - due);
        Duration end = Duration.ofNanos(clock.getAsLong() - due);
        outcome.accept(new TrafficResult(
                kind, Duration.ofNanos(due), lateness, first, end, promptTokens, tokens, pod, failure));
    }
}
