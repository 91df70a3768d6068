package io.llmlb.sim.live.vllm;

import io.vertx.core.http.HttpServerResponse;

/**
 * An answer on its way to the client. Every token is the same word, so that a token of a stream costs one write of bytes
 * made once.
 */
abstract class Answer {
    static final String WORD = " token";

    final HttpServerResponse response;
    final Generation generation;
    private int unfinished;

    Answer(HttpServerResponse response, Generation generation) {
        this.response = response;
        this.generation = generation;
        this.unfinished = generation.prompts().size();
    }

    /** The request has been taken in; the head of a stream goes out now, before there is any token. */
    final void begin() {
        if (generation.stream()) {
            response.putHeader("content-type", "text/event-stream; charset=utf-8")
                    .setChunked(true)
                    .writeHead();
            head();
        }
    }

    /**
     * A choice got a token.
     *
     * @return whether the answer is complete
     */
    final boolean token(int choice, boolean first, boolean last) {
        unfinished -= last ? 1 : 0;
        boolean complete = unfinished == 0;
        if (generation.stream()) {
            streamed(choice, first, last, complete);
        } else if (complete) {
            response.putHeader("content-type", "application/json").end(whole());
        }
        return complete;
    }

    /** What a stream begins with. */
    void head() {}

    /** Sends a token, and all that follows when the answer is complete. */
    abstract void streamed(int choice, boolean first, boolean last, boolean complete);

    /** The answer when it is not streamed. */
    abstract String whole();
}
