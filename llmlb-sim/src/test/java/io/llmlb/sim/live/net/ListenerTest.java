package io.llmlb.sim.live.net;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ListenerTest {
    @Test
    void nobodyIsAnsweredAfterAStop() throws Exception {
        try (EventLoops loops = new EventLoops()) {
            Listener listener = new Listener(
                    loops.vertx(),
                    Net.LOOPBACK,
                    0,
                    Net.serverOptions(),
                    vertx -> request -> request.response().end());
            HttpClient client =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            for (int round = 0; round < 300; round++) {
                HttpRequest request = HttpRequest.newBuilder(
                                URI.create("http://" + listener.start().hostPort()))
                        .timeout(Duration.ofSeconds(5))
                        .build();
                client.send(request, BodyHandlers.discarding());
                listener.stop();
                assertThatThrownBy(() -> client.send(request, BodyHandlers.discarding()))
                        .as("round %d", round)
                        .isInstanceOf(IOException.class)
                        .isNotInstanceOf(HttpTimeoutException.class);
            }
        }
    }
}
