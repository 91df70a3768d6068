package io.llmlb.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The three programs of examples/java, built from outside and run. */
@Tag("process")
class ExamplesTest {
    private static final Duration MAVEN = Duration.ofMinutes(4);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String HIGH_END = "/vllm/Shared/highend_gpt_8000_vllm_inference_f5demo_com_highend_gpt";
    private static final String LOW_END = "/vllm/Shared/lowend_gpt_8000_vllm_inference_f5demo_com_lowend_gpt";

    private static Path examples;

    @TempDir
    Path folder;

    @BeforeAll
    static void build() throws Exception {
        examples = Shipment.get().sources().resolve("examples/java");
        Shipment.get()
                .maven(
                        examples,
                        "package",
                        "org.apache.maven.plugins:maven-dependency-plugin:3.11.0:build-classpath",
                        "-Dmdep.outputFile=target/classpath")
                .run(MAVEN);
    }

    private static String classpath(String example) throws IOException {
        Path target = examples.resolve(example).resolve("target");
        return target.resolve(example + "-1.jar") + ":" + Files.readString(target.resolve("classpath"));
    }

    @Test
    void theGatewaySendsEachRequestWhereTheRulesSay() throws Exception {
        HttpServer strong = server("strong");
        HttpServer weak = server("weak");
        Path log = folder.resolve("gateway.log");
        Process gateway = Command.of(
                        Project.ROOT,
                        OutsideTest.java(),
                        "-cp",
                        classpath("gateway"),
                        "com.example.Gateway",
                        "0",
                        "examples/rules/flight-agent.json",
                        LOW_END + "=" + url(weak),
                        HIGH_END + "=" + url(strong))
                .start(log);
        try {
            String line = Await.line(log, "gateway at ", PATIENCE);
            URI at = URI.create(line.substring(line.indexOf("http")).strip());
            assertThat(post(at, "{\"model\": \"HighEndGPT\", \"stream\": true}"))
                    .isEqualTo("strong");
            assertThat(post(at, "{\"model\": \"HighEndGPT\", \"stream\": false}"))
                    .isEqualTo("weak");
            assertThat(post(at, "no JSON")).isEqualTo("weak");
        } finally {
            gateway.destroyForcibly().waitFor();
            strong.stop(0);
            weak.stop(0);
        }
    }

    @Test
    void theControllerFindsTheStrategyAndTheMemberIsDrained() throws Exception {
        try (Lab lab = new Lab()) {
            Path jar = Shipment.get().sources().resolve("llmlb-app/target/llmlb.jar");
            String once = Command.of(
                            folder,
                            OutsideTest.java(),
                            "-cp",
                            jar + ":" + examples.resolve("strategy/target/strategy-1.jar"),
                            "io.llmlb.app.Main",
                            "once",
                            "--dry-run")
                    .with("BIGIP", lab.bigIp())
                    .with("BIGIP_USER", "llmlb")
                    .with("BIGIP_PASS", lab.text("password"))
                    .with("BIGIP_CERT_SHA256", lab.text("certSha256"))
                    .with("PROMETHEUS_URL", lab.prometheus())
                    .with("POOL", HIGH_END)
                    .with("MODEL", "HighEndGPT")
                    .with("STRATEGY", "fewest-waiting")
                    .run(PATIENCE);
            assertThat(once).contains("by fewest waiting", lab.server("gpt-1"));

            assertThat(drain(lab)).contains(lab.server("gpt-1") + "  ratio 1  AVAILABLE");
            assertThat(drain(lab, lab.server("gpt-1"), "20")).contains("is drained");
            assertThat(drain(lab)).contains(lab.server("gpt-1") + "  ratio 1  DISABLED");
            assertThat(drain(lab, lab.server("gpt-1"), "back")).contains("gets requests again");
            assertThat(drain(lab)).contains(lab.server("gpt-1") + "  ratio 1  AVAILABLE");
        }
    }

    private String drain(Lab lab, String... more) throws Exception {
        String[] words = new String[7 + more.length];
        System.arraycopy(
                new String[] {
                    OutsideTest.java(), "-cp", classpath("drain"), "com.example.Drain", lab.bigIp(), "llmlb", HIGH_END
                },
                0,
                words,
                0,
                7);
        System.arraycopy(more, 0, words, 7, more.length);
        return Command.of(folder, words)
                .with("BIGIP_PASS", lab.text("password"))
                .with("BIGIP_CERT_SHA256", lab.text("certSha256"))
                .run(PATIENCE);
    }

    private static HttpServer server(String name) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] answer = name.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static String url(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static String post(URI gateway, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(gateway.resolve("/v1/responses"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }
}
