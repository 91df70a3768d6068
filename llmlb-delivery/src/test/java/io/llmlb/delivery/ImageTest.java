package io.llmlb.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.llmlb.sim.live.Traffic;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The image with the manifests around it, and emulators in place of what is outside. */
@Tag("process")
class ImageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Logger QUIET = Logger.getLogger("io.fabric8.mockwebserver");
    private static final String SHOWN_FINGERPRINT =
            "5f:1c:90:2e:b3:77:04:ad:c6:18:e9:52:3b:8f:d0:41:6a:95:7e:c2:0d:b8:34" + ":f1:29:8c:e5:60:1b:a7:d3:4e";

    private static Lab lab;

    @BeforeAll
    static void start() throws Exception {
        lab = new Lab();
    }

    @AfterAll
    static void stop() throws Exception {
        lab.close();
    }

    @Test
    void theOverlayForOpenShiftRunsAsAnyUserAndWritesNothing() throws Exception {
        Image image = Image.get();
        assertThat(image.user()).isPositive();
        List<HasMetadata> objects = new ArrayList<>(
                Manifests.read(Command.of(Project.ROOT, "kubectl", "kustomize", "deploy/overlays/openshift")
                        .run(PATIENCE)));
        objects.add(login());
        PodSpec pod =
                Manifests.one(objects, Deployment.class).getSpec().getTemplate().getSpec();
        int port = Pod.freePort();
        UnaryOperator<String> here = text -> text.replace("https://192.0.2.10", lab.text("bigip"))
                .replace(SHOWN_FINGERPRINT, lab.text("certSha256"))
                .replace("https://thanos-querier.openshift-monitoring.svc:9091", lab.prometheus())
                .replace("    tokenFile: ${SECRETS}/token\n", "") // no token goes to a Prometheus over plain http
                .replace("9105", Integer.toString(port))
                .replace("lease: llmlb", "lease: llmlb, namespace: llmlb");
        String before = image.inventory();
        QUIET.setLevel(Level.WARNING);
        KubernetesMockServer kubernetes = new KubernetesMockServer(
                new Context(), new MockWebServer(), new HashMap<>(), new KubernetesCrudDispatcher(), false);
        kubernetes.init();
        Map<String, String> api = Map.of("KUBERNETES_MASTER", "http://127.0.0.1:" + kubernetes.getPort());
        try (Pod running = new Pod(pod, objects, image, here, api)) {
            Container container = pod.getContainers().get(0);
            assertThat(container.getPorts().get(0).getContainerPort()).isEqualTo(9105);
            for (HTTPGetAction probe : List.of(
                    container.getStartupProbe().getHttpGet(),
                    container.getLivenessProbe().getHttpGet(),
                    container.getReadinessProbe().getHttpGet())) {
                Await.until(() -> status(port, probe.getPath()) == 200, PATIENCE, running.output());
            }
            String why = running.command(List.of("doctor", "--config", "/etc/llmlb/llmlb.yaml"))
                    .run(PATIENCE);
            assertThat(why)
                    .contains("2 of 2 matched", "mode        ratio-member")
                    .doesNotContain("failed ");
            assertThat(running.terminate())
                    .as(Files.readString(running.output()))
                    .isZero();
            assertThat(Files.readString(running.output())).doesNotContain("[warning][cds", "[error][cds");
        } finally {
            kubernetes.destroy();
        }
        assertThat(image.inventory()).isEqualTo(before);
    }

    @Test
    void itStartsWithTheClassesThatAreArchived() throws Exception {
        Image image = Image.get();
        List<String> options = image.entrypoint();
        String loaded = Command.of(
                        image.root(),
                        options.get(0),
                        "-Xlog:class+load",
                        options.get(1),
                        options.get(2),
                        "config",
                        "check",
                        "--help")
                .run(PATIENCE);
        assertThat(loaded).contains("io.llmlb.app.cli.RunCommand source: shared objects file (top)");
    }

    /** With another image, and with BIGIP_CERT_SHA256, and with nothing else. */
    @Test
    void theArticlesDeploymentWorks() throws Exception {
        String article = new String(
                ImageTest.class.getResourceAsStream("article-deployment.yaml").readAllBytes(),
                java.nio.charset.StandardCharsets.UTF_8);
        String ours = article.replace("llm-load-controller:latest", "llmlb:0.1.0-SNAPSHOT")
                .replace(
                        "        - name: BIGIP_USER\n",
                        "        - name: BIGIP_CERT_SHA256\n          value: \"" + lab.text("certSha256")
                                + "\"\n        - name: BIGIP_USER\n");
        List<HasMetadata> objects = new ArrayList<>(Manifests.read(ours));
        objects.add(login());
        PodSpec pod =
                Manifests.one(objects, Deployment.class).getSpec().getTemplate().getSpec();
        UnaryOperator<String> here = text -> text.replace("$BIGIP_IP", lab.bigIp());
        // The default is OpenShift's Thanos, whose name is not known here.
        try (Pod running = new Pod(
                pod, objects, Image.get(), here, Map.of("PROMETHEUS_URL", lab.prometheus(), "STATUS_PORT", "0"))) {
            Await.line(running.output(), "status at http://", PATIENCE);
            lab.slow("gpt-2", 60);
            try (Traffic load = lab.load(10)) {
                Await.until(() -> biased(running), PATIENCE, running.output());
                assertThat(load.snapshot().completed()).isPositive();
            }
            assertThat(running.terminate()).isZero();
        } finally {
            lab.slow("gpt-2", 1);
        }
    }

    /** The member that is overrun has fewer requests sent to it than the other. */
    private static boolean biased(Pod running) throws IOException {
        return Files.readString(running.output())
                .lines()
                .anyMatch(line -> line.contains("->") && line.contains(lab.server("gpt-1")));
    }

    private static Secret login() {
        return new SecretBuilder()
                .withNewMetadata()
                .withName("bigip-login")
                .endMetadata()
                .addToStringData("username", "llmlb")
                .addToStringData("password", lab.text("password"))
                .build();
    }

    private static int status(int port, String path) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .build();
            return HttpClient.newHttpClient()
                    .send(request, BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException notYet) {
            return 0;
        }
    }
}
