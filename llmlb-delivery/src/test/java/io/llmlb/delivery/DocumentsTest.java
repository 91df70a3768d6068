package io.llmlb.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.llmlb.sim.live.Traffic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What the documents show is run, read or compiled as it stands there. */
@Tag("process")
class DocumentsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String POOL = "/vllm/Shared/highend_gpt_8000_vllm_inference_f5demo_com_highend_gpt";
    private static final Path STAND_INS = Project.ROOT.resolve("llmlb-delivery/src/test/cluster");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(?:#[^)]*)?\\)");
    private static final Logger QUIET = Logger.getLogger("io.fabric8.mockwebserver");

    /** What a reader should see on the way, where the document does not show it as output. */
    private static final Map<String, List<String>> SEEN = Map.of(
            "docs/openshift.md",
            List.of(
                    "enableUserWorkload: true",
                    "Fingerprint=",
                    "COMMIT llmlb",
                    "1 pool on 1 BIG-IP, nothing is wrong",
                    "successfully rolled out",
                    "members     2 of 2 matched to one target each",
                    "would change (dry run)",
                    "has ratio 1, not set by this controller",
                    " is in force",
                    "set 1 ->"),
            "docs/article.md",
            List.of(
                    "\"virtualServer\"",
                    "virtual server /Common/inference",
                    "selectPool " + POOL,
                    "pool " + POOL + ": "));

    private static Lab lab;
    private static KubernetesMockServer kubernetes;

    @TempDir
    Path out;

    @BeforeAll
    static void start() throws Exception {
        QUIET.setLevel(Level.WARNING);
        lab = new Lab();
        kubernetes = new KubernetesMockServer(
                new Context(), new MockWebServer(), new HashMap<>(), new KubernetesCrudDispatcher(), false);
        kubernetes.init();
    }

    @AfterAll
    static void stop() throws Exception {
        kubernetes.destroy();
        lab.close();
    }

    static List<Document> documents() {
        return Project.documents();
    }

    static List<Document> sessions() {
        return documents().stream()
                .filter(document ->
                        !document.of("sh").isEmpty() || !document.of("console").isEmpty())
                .toList();
    }

    @Test
    void everyFenceSaysWhatIsBehindIt() {
        assertThat(documents())
                .hasSizeGreaterThan(15)
                .allSatisfy(document -> assertThat(document.snippets())
                        .allSatisfy(snippet -> assertThat(snippet.language())
                                .as(snippet.place())
                                .isIn("sh", "console", "text", "yaml", "json", "jsonl", "java", "xml", "ebnf")));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyLinkLeadsSomewhere(Document document) {
        Path folder = Project.ROOT.resolve(document.name()).getParent();
        assertThat(LINK.matcher(Project.text(document.name()))
                        .results()
                        .map(link -> link.group(1))
                        .filter(link -> !link.startsWith("http")))
                .allSatisfy(link -> assertThat(folder.resolve(link)).exists());
    }

    @ParameterizedTest
    @MethodSource("sessions")
    void itsCommandsDoWhatItSays(Document document) throws Exception {
        if (document.name().equals("docs/rules.md")) {
            try (Lab fresh = new Lab()) { // the rules are not on the device yet
                play(document, fresh);
            }
        } else if (document.name().equals("docs/openshift.md")) {
            lab.slow("gpt-2", 30); // so that there is something to see
            try (Traffic load = lab.load(8)) {
                assertThat(load.awaitOutcomes(100, PATIENCE)).isTrue();
                play(document, lab);
            } finally {
                lab.slow("gpt-2", 1);
            }
        } else {
            play(document, lab);
        }
    }

    private void play(Document document, Lab where) throws Exception {
        Path folder = Shipment.get().sources();
        Path cluster = Files.createDirectory(out.resolve("cluster"));
        int port = Pod.freePort();
        prepare(folder, where);
        Files.writeString(
                out.resolve("sed"),
                here(where, port).entrySet().stream()
                        .map(each -> "s|" + each.getKey() + "|" + each.getValue() + "|\n")
                        .collect(Collectors.joining()));
        Map<String, String> environment = new HashMap<>(Map.of(
                "PATH", STAND_INS + ":" + System.getenv("PATH"),
                "CLUSTER", cluster.toString(),
                "IMAGE", Image.get().root().toString(),
                "SED", out.resolve("sed").toString(),
                "PORT", Integer.toString(port),
                "KUBERNETES_MASTER", "http://127.0.0.1:" + kubernetes.getPort(),
                "JAVA_HOME", System.getProperty("java.home"),
                "STATUS_PORT", "0"));
        environment.putAll(Map.of(
                "BIGIP", where.bigIp(),
                "BIGIP_USER", "llmlb",
                "BIGIP_PASS", where.text("password"),
                "BIGIP_CERT_SHA256", where.text("certSha256"),
                "PROMETHEUS_URL", where.prometheus(),
                "POOL", POOL,
                "MODEL", "HighEndGPT"));
        Session session = new Session(document, commands(where));
        try {
            if (!document.name().equals("docs/openshift.md")
                    && document.of("sh").stream()
                            .anyMatch(snippet -> snippet.text().contains("oc exec"))) {
                deploy(folder, environment);
            }
            String printed = session.run(folder, out, environment, PATIENCE);
            SEEN.getOrDefault(document.name(), List.of())
                    .forEach(seen -> assertThat(printed).contains(seen));
            int i = 0;
            for (Session.Shown shown : session.shown()) {
                assertThat(comparable(Files.readString(out.resolve(Integer.toString(i++)))
                                .replace("https://" + where.bigIp(), "https://192.0.2.10")))
                        .as("%s: %s", shown.place(), shown.command())
                        .isEqualTo(comparable(shown.output()));
            }
        } finally {
            if (Files.exists(cluster.resolve("pid"))) {
                ProcessHandle.of(Long.parseLong(
                                Files.readString(cluster.resolve("pid")).strip()))
                        .ifPresent(ProcessHandle::destroy);
            }
        }
    }

    /** Steps 5 to 7 of docs/openshift.md. */
    private void deploy(Path folder, Map<String, String> environment) throws IOException, InterruptedException {
        String all = "oc new-project llmlb; oc create secret generic bigip-login --from-literal=username=llmlb"
                + " --from-literal=password=\"$BIGIP_PASS\"; oc apply --kustomize deploy/overlays/openshift;"
                + " oc rollout status deployment/llmlb";
        Command.of(folder, "bash", "-euc", all).with(environment).run(PATIENCE);
    }

    /** Files that the documents take for granted. */
    private static void prepare(Path folder, Lab where) throws IOException {
        Files.createDirectories(folder.resolve(".mvn"));
        Files.writeString(
                folder.resolve(".mvn/maven.config"),
                "-Dmaven.repo.local=" + folder.resolveSibling("repository") + "\n");
        Files.writeString(folder.resolve("lab-password"), where.text("password"));
        Files.writeString(folder.resolve("llmlb.yaml"), """
                bigips: {lab: {url: "%s", username: llmlb, passwordFile: lab-password, certSha256: "%s"}}
                metrics: {prometheus: {type: prometheus, url: "%s"}}
                pools: [{pool: %s, bigip: lab, metrics: prometheus, model: HighEndGPT}]
                status: {port: 0}
                """.formatted(
                        where.text("bigip"), where.text("certSha256"), where.prometheus(), POOL));
        Document rules = Document.read("docs/rules.md");
        Files.writeString(folder.resolve("mine.yaml"), rules.of("yaml").get(1).text());
        Files.writeString(folder.resolve("mine.jsonl"), rules.of("jsonl").get(0).text());
        Files.writeString(
                folder.resolve("broken.yaml"),
                Project.text("examples/rules/flight-agent.yaml")
                        .replace("GPT'", "GPT")
                        .replaceAll("(?m)^( +[23]: .*)else 5", "$1else 7")
                        .replaceFirst("(?m)^( +4: selectPool )/vllm/Shared/", "$1"));
        Files.writeString(folder.resolve("large.json"), "{\"model\": \"" + "m".repeat(70_033 - 13) + "\"}");
    }

    /** In commands. */
    private static Map<String, String> commands(Lab where) {
        Map<String, String> standIns = new LinkedHashMap<>();
        standIns.put("192.0.2.10:443", where.bigIp());
        standIns.put("192.0.2.10", where.bigIp());
        standIns.put("BIGIP_PASS=...", "BIGIP_PASS='" + where.text("password") + "'");
        standIns.put("BIGIP_CERT_SHA256=...", "BIGIP_CERT_SHA256=" + where.text("certSha256"));
        standIns.put("https://prometheus.example:9090", where.prometheus());
        standIns.put("http://127.0.0.1:9090", where.prometheus());
        standIns.put("https://127.0.0.1:8443", where.text("bigip"));
        standIns.put("http://127.0.0.1:8000", "http://" + where.server("gpt-1"));
        standIns.put(
                "read -rs -p \"password of llmlb on the BIG-IP: \" password",
                "password='" + where.text("password") + "'");
        // Any port will do here, and fewer seeds.
        standIns.put("--port 8000", "--port 0");
        standIns.put("--port 8443", "--port 0");
        standIns.put("--seeds 8", "--seeds 1");
        standIns.put("--load 0.8,0.9", "--load 0.8");
        standIns.put("--scenario all --strategy", "--seeds 1 --scenario equal --strategy");
        standIns.put("upgrade.yaml", "upgrade.yaml --seeds 1");
        return standIns;
    }

    /** In the cluster's configuration. */
    private static Map<String, String> here(Lab where, int port) {
        return Map.of(
                "https://192.0.2.10",
                where.text("bigip"),
                "certSha256:.*",
                "certSha256: \"" + where.text("certSha256") + "\"",
                "https://thanos-querier.openshift-monitoring.svc:9091",
                where.prometheus(),
                "^    tokenFile: .*",
                "",
                "address: 0.0.0.0, port: 9105",
                "address: 127.0.0.1, port: " + port,
                "lease: llmlb",
                "lease: llmlb, namespace: llmlb");
    }

    /** Numbers and times are of the moment. */
    private static String comparable(String text) {
        return text.replaceAll("[0-9]+", "0").strip();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void itsDataCanBeRead(Document document) throws Exception {
        for (Snippet snippet : document.of("json")) {
            if (!snippet.text().contains("\"...\"")) { // shortened, by its own saying
                assertThat(new ObjectMapper().readTree(snippet.text()))
                        .as(snippet.place())
                        .isNotEmpty();
            }
        }
        for (Snippet snippet : document.of("jsonl")) {
            for (String line : snippet.text().lines().toList()) {
                assertThat(new ObjectMapper().readTree(line))
                        .as(snippet.place())
                        .isNotEmpty();
            }
        }
        for (Snippet snippet : document.of("yaml")) {
            Object read = new Load(LoadSettings.builder().build()).loadFromString(snippet.text());
            assertThat(read).as(snippet.place()).isInstanceOf(Map.class);
            if (snippet.text().contains("bigips:")) {
                check(snippet);
            }
        }
    }

    /** A configuration, which may name files that are not here. */
    private void check(Snippet snippet) throws Exception {
        Files.writeString(out.resolve("secret"), "something");
        String text = snippet.text()
                .replaceAll("/run/secrets/\\w+", out.resolve("secret").toString())
                .replace("/etc/llmlb/bigip.pem", lab.text("caFile"))
                .replace("\"3f:9a:...\"", lab.text("certSha256"));
        if (!text.contains("pools:")) {
            text += "pools: [{pool: /Common/a, bigip: pair, metrics: tenancy, model: m}]\n";
        }
        Path file = Files.writeString(out.resolve("snippet.yaml"), text);
        assertThat(Command.of(Shipment.get().sources(), "./llmlb", "config", "check", "--config", file.toString())
                        .run(PATIENCE))
                .as(snippet.place())
                .contains("nothing is wrong");
    }

    /** What troubleshooting looks a reader up by is what the program says. */
    @Test
    void theSymptomsAreTheProgramsOwnWords() throws Exception {
        StringBuilder code = new StringBuilder();
        for (String module : List.of("core", "rules", "bigip", "prometheus", "app")) {
            try (Stream<Path> files = Files.walk(Project.ROOT.resolve("llmlb-" + module + "/src/main/java"))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    code.append(Files.readString(file).replaceAll("\"\\s*\\+\\s*\"", ""));
                }
            }
        }
        List<String> symptoms = Project.text("docs/troubleshooting.md")
                .lines()
                .filter(line -> line.startsWith("| `"))
                .flatMap(line -> Pattern.compile("`([^`]+)`")
                        .matcher(line.split("\\|")[1])
                        .results())
                .map(found -> found.group(1))
                .filter(symptom -> !symptom.startsWith("answered 40")) // with any number
                .toList();
        assertThat(symptoms)
                .hasSizeGreaterThan(12)
                .allSatisfy(symptom -> assertThat(code.toString()).contains(symptom));
    }
}
