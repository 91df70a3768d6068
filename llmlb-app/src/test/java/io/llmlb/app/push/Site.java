package io.llmlb.app.push;

import com.sun.net.httpserver.HttpServer;
import io.llmlb.app.cli.Llmlb;
import io.llmlb.bigip.BigIp;
import io.llmlb.bigip.BigIpException;
import io.llmlb.bigip.Trust;
import io.llmlb.core.PoolName;
import io.llmlb.sim.live.bigip.BigIpEmulator;
import io.llmlb.sim.live.bigip.BigIpEmulatorBuilder;
import io.llmlb.sim.model.bigip.DataGroup;
import io.llmlb.sim.model.bigip.ManagementOptions;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import io.llmlb.sim.model.bigip.VirtualServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The article's pools on an emulated BIG-IP, each with one server that answers the pool's path, and the command line. */
final class Site implements AutoCloseable {
    static final Path EXAMPLES = Path.of("../examples/rules");
    static final String RULES = "/Common/InferenceBodyBasedRouting_rules";
    static final String CONFIG = "/Common/InferenceBodyBasedRouting_config";
    static final String IRULE = "/Common/InferenceBodyBasedRouting";
    static final String FRONT = "/Common/inference";
    static final String STRONG = "/vllm/Shared/highend_gpt_8000_vllm_inference_f5demo_com_highend_gpt";
    static final String WEAK = "/vllm/Shared/lowend_gpt_8000_vllm_inference_f5demo_com_lowend_gpt";
    static final String FLIGHT = "/vllm/Shared/flight_agent_8000_vllm_inference_f5demo_com_flight_agent";
    static final String GUEST = "guest";

    final BigIpEmulator bigIp;
    final Map<String, String> environment = new HashMap<>();

    /** Another client, to look and to meddle. */
    final BigIp device;

    /** What the last command printed. */
    String out = "";

    String err = "";

    private final List<HttpServer> servers = new ArrayList<>();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Site() throws IOException {
        this(ManagementOptions.DEFAULT);
    }

    Site(ManagementOptions options) throws IOException {
        BigIpEmulatorBuilder builder = BigIpEmulator.builder().management(options.withAs3Gap(Duration.ZERO));
        bigIp = builder.guest(GUEST, "guest-pw").start();
        for (String pool : List.of(STRONG, WEAK, FLIGHT)) {
            Member member = Member.of("vllm", "127.0.0.1", serve(pool));
            bigIp.addPool(new Pool(new PoolName(pool), "ratio-member", List.of(member)));
        }
        bigIp.addVirtualServer(VirtualServer.of(FRONT, "127.0.0.1", 0, new PoolName(WEAK)));
        environment.put("BIGIP", bigIp.url().toString());
        environment.put("BIGIP_USER", bigIp.user());
        environment.put("BIGIP_PASS", bigIp.password());
        environment.put("BIGIP_CERT_SHA256", bigIp.certSha256());
        device = BigIp.builder(bigIp.url().toString())
                .user(bigIp.user())
                .password(bigIp.password())
                .timeout(Duration.ofSeconds(30))
                .trust(Trust.certificateSha256(bigIp.certSha256()))
                .build();
        warmUp();
    }

    /** The first handshakes of a process are slow on a busy machine. */
    private void warmUp() {
        BigIpException last = null;
        for (int i = 0; i < 5; i++) {
            try {
                device.login();
                return;
            } catch (BigIpException slow) {
                last = slow;
            }
        }
        throw new IllegalStateException(last);
    }

    private int serve(String pool) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] answer = pool.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        servers.add(server);
        return server.getAddress().getPort();
    }

    /** Runs a command; returns its exit code. */
    int run(String... arguments) {
        StringWriter output = new StringWriter();
        StringWriter errors = new StringWriter();
        int code = Llmlb.run(arguments, environment, new PrintWriter(output, true), new PrintWriter(errors, true));
        out = output.toString();
        err = errors.toString();
        return code;
    }

    /** Runs {@code rules push} with undo files in a directory. */
    int push(Path file, Path undo, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("rules", "push", file.toString(), "--undo-dir", undo.toString()));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    Map<String, String> records(String path) {
        return bigIp.dataGroup(path).map(DataGroup::records).map(TreeMap::new).orElseThrow();
    }

    /** Who answers a request through the virtual server, by an example's body. */
    String servedBy(String example) throws Exception {
        return answer(Files.readAllBytes(EXAMPLES.resolve("bodies").resolve(example + ".json")));
    }

    String answer(byte[] body) throws Exception {
        URI front = bigIp.url(FRONT).orElseThrow();
        HttpRequest request = HttpRequest.newBuilder(front.resolve("/v1/chat/completions"))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return http.send(request, BodyHandlers.ofString()).body();
    }

    VirtualServer front() {
        return bigIp.virtualServer(FRONT).orElseThrow();
    }

    @Override
    public void close() {
        device.close();
        bigIp.close();
        servers.forEach(server -> server.stop(0));
    }
}
