package io.llmlb.app.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A client of a virtual server, which keeps its connection. */
final class Client {
    /** Of these a block of 150 is full in half a minute. */
    private static final int REQUESTS_IN_A_CYCLE = 30;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpRequest request;

    Client(URI virtualServer) {
        request = HttpRequest.newBuilder(virtualServer.resolve("/v1/models"))
                .timeout(Duration.ofSeconds(30))
                .build();
    }

    /** What it sends in one cycle. */
    void send() {
        try {
            for (int i = 0; i < REQUESTS_IN_A_CYCLE; i++) {
                int status = http.send(request, BodyHandlers.discarding()).statusCode();
                if (status != 200) {
                    throw new AssertionError("a client got " + status);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
