package io.llmlb.sim.live;

import com.fasterxml.jackson.databind.node.TextNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One streamed chat completion of the traffic. Confined to one event loop. */
final class Exchange {
    private static final Pattern COMPLETION_TOKENS = Pattern.compile("\"completion_tokens\":(\\d+)");
    private static final String WORD = "abcdefg ";
    /** The usage and the end of the stream are in the last bytes. */
    private static final int TAIL = 1024;

    private final long number;
    private final int promptTokens;
    private final long due;
    private final LongSupplier clock;
    private final Consumer<TrafficResult> outcome;
    private Buffer tail = Buffer.buffer();
    private long sent;
    private long firstByte = -1;
    private String pod = "";
    private boolean over;

    /**
     * @param number unlike that of any other exchange of this traffic
     */
    Exchange(long number, int promptTokens, long due, LongSupplier clock, Consumer<TrafficResult> outcome) {
        this.number = number;
        this.promptTokens = promptTokens;
        this.due = due;
        this.clock = clock;
        this.outcome = outcome;
    }

    void send(HttpClient client, RequestOptions target, String model, int outputTokens) {
        sent = clock.getAsLong();
        client.request(target)
                .compose(request -> request.exceptionHandler(this::fail).send(body(model, outputTokens)))
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
            Matcher usage = COMPLETION_TOKENS.matcher(last);
            if (response.statusCode() != 200) {
                over(0, "HTTP " + response.statusCode());
            } else if (!last.endsWith("data: [DONE]\n\n") || !usage.find()) {
                over(0, "the stream ended early");
            } else {
                over(Integer.parseInt(usage.group(1)), "");
            }
        });
    }

    private void chunk(Buffer bytes) {
        if (firstByte < 0) {
            firstByte = clock.getAsLong();
        }
        tail.appendBuffer(bytes);
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
        Duration first = Duration.ofNanos(firstByte < 0 ? 0 : firstByte - due);
        Duration end = Duration.ofNanos(clock.getAsLong() - due);
        outcome.accept(
                new TrafficResult(Duration.ofNanos(due), lateness, first, end, promptTokens, tokens, pod, failure));
    }

    /** A prompt of four bytes for each token, that begins with the number: no prefix cache knows it. */
    private Buffer body(String model, int outputTokens) {
        int bytes = promptTokens * 4;
        StringBuilder text = new StringBuilder(bytes + 256);
        text.append("{\"model\":").append(TextNode.valueOf(model)).append(",\"stream\":true,\"stream_options\":");
        text.append("{\"include_usage\":true},\"max_tokens\":").append(outputTokens);
        text.append(",\"messages\":[{\"role\":\"user\",\"content\":\"");
        int from = text.length();
        text.append(number).append(' ').append(WORD.repeat(bytes / WORD.length() + 1));
        text.setLength(from + bytes);
        return Buffer.buffer(text.append("\"}]}").toString());
    }
}
