package io.llmlb.sim.live.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmlb.sim.live.Cluster;
import io.llmlb.sim.live.ClusterOptions;
import io.llmlb.sim.live.Http;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.vllm.VllmProfile;
import io.vertx.core.http.HttpMethod;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VirtualServerTest {
    private static final VllmProfile FAST = VllmProfile.named("h100").slower(0.01);

    private final ClusterOptions options =
            ClusterOptions.of(List.of(FAST, FAST)).withMonitorInterval(Duration.ofMinutes(5));
    private final Cluster cluster = Cluster.start(options);
    private final URI virtualServer = URI.create(cluster.ready().virtualServer());
    private final URI chat = virtualServer.resolve("/v1/chat/completions");
    private final List<String> paths =
            cluster.pool().members().stream().map(Member::fullPath).toList();

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void requestsAreSharedExactlyByRatio() throws Exception {
        ratio(0, 3);
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        HttpRequest request = HttpRequest.newBuilder(chat)
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofString(Http.chat(options.model(), 1, false)))
                .build();
        for (int i = 0; i < 1000; i++) {
            answers.add(Http.plain().sendAsync(request, HttpResponse.BodyHandlers.ofString()));
            if (answers.size() % 50 == 0) {
                answers.get(answers.size() - 1).get(30, TimeUnit.SECONDS);
            }
        }
        Map<String, Integer> pods = new HashMap<>();
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            HttpResponse<String> response = answer.get(30, TimeUnit.SECONDS);
            assertThat(response.statusCode()).isEqualTo(200);
            pods.merge(response.headers().firstValue("x-inference-pod").orElseThrow(), 1, Integer::sum);
        }
        assertThat(pods)
                .isEqualTo(Map.of(
                        cluster.servers().get(0).address(),
                        750,
                        cluster.servers().get(1).address(),
                        250));
        assertThat(cluster.bigIp().requestsByMember(options.pool()))
                .isEqualTo(Map.of(paths.get(0), 750L, paths.get(1), 250L));
    }

    @Test
    void aRefusedConnectionGoesToAnotherMember() {
        cluster.servers().get(0).stop();
        for (int i = 0; i < 4; i++) {
            assertThat(Http.post(chat, Http.chat(options.model(), 1, false)).statusCode())
                    .isEqualTo(200);
        }
        assertThat(cluster.bigIp().requestsByMember(options.pool())).isEqualTo(Map.of(paths.get(1), 4L));
    }

    @Test
    void withNobodyAvailableTheConnectionIsReset() throws Exception {
        for (String path : paths) {
            cluster.pool().configure(path, member -> member.withEnabled(false));
        }
        try (Socket socket = Http.open(virtualServer, HttpMethod.POST, "/v1/chat/completions", "{}")) {
            assertThatThrownBy(() -> socket.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }
        assertThat(cluster.bigIp().requestsByMember(options.pool())).isEmpty();
    }

    @Test
    void withoutThePoolTheConnectionIsReset() {
        cluster.bigIp().removePool(options.pool());
        assertThatThrownBy(() -> Http.post(chat, Http.chat(options.model(), 1, false)))
                .isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void aClientThatGoesAwayAbortsAtTheServer() throws Exception {
        ratio(0, 1);
        cluster.servers().forEach(server -> server.slowFactor(100));
        String body = Http.chat(options.model(), 5000, true);
        try (Socket socket = Http.open(virtualServer, HttpMethod.POST, "/v1/chat/completions", body)) {
            assertThat(firstLine(socket)).isEqualTo("HTTP/1.1 200 OK");
        }
        URI metrics = cluster.servers().get(0).url().resolve("/metrics");
        Http.await(
                "an abort",
                () -> Http.get(metrics)
                        .body()
                        .contains("vllm:request_success_total{engine=\"0\",finished_reason=\"abort\",model_name=\""
                                + options.model() + "\"} 1.0"));
    }

    @Test
    void aServerKilledInTheMiddleCutsTheStream() throws Exception {
        cluster.servers().forEach(server -> server.slowFactor(100));
        String body = Http.chat(options.model(), 5000, true);
        try (Socket socket = Http.open(virtualServer, HttpMethod.POST, "/v1/chat/completions", body)) {
            assertThat(firstLine(socket)).isEqualTo("HTTP/1.1 200 OK");
            cluster.servers().get(0).stop();
            assertThatThrownBy(() -> socket.getInputStream().readAllBytes()).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void theMonitorTakesAMemberDownAndUpAgain() {
        try (Cluster watched = Cluster.start(options.withMonitorInterval(Duration.ofMillis(50)))) {
            assertThat(watched.pool().members())
                    .allMatch(member -> member.state().equals("up"));
            watched.servers().get(1).stop();
            Http.await("down", () -> watched.pool().members().get(1).state().equals("down"));
            assertThat(watched.pool().members().get(0).state()).isEqualTo("up");
            watched.servers().get(1).start();
            Http.await("up", () -> watched.pool().members().get(1).state().equals("up"));
        }
    }

    private void ratio(int member, int ratio) {
        cluster.pool().configure(paths.get(member), found -> found.withRatio(ratio));
    }

    private static String firstLine(Socket socket) throws Exception {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)).readLine();
    }
}
