package io.llmlb.sim.live.bigip;

import static io.llmlb.sim.live.bigip.Management.LTM;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmlb.core.PoolName;
import io.llmlb.rules.irule.InferenceBodyBasedRouting;
import io.llmlb.rules.irule.InferenceBodyBasedRouting.Option;
import io.llmlb.sim.live.Http;
import io.llmlb.sim.live.net.EventLoops;
import io.llmlb.sim.live.vllm.VllmServer;
import io.llmlb.sim.model.bigip.JsonProfile;
import io.llmlb.sim.model.bigip.Member;
import io.llmlb.sim.model.bigip.Pool;
import io.llmlb.sim.model.vllm.ServerOptions;
import io.llmlb.sim.model.vllm.VllmProfile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The example of a front virtual server, in both forms, on an emulated BIG-IP with the pools of the article. */
class FrontVirtualServerTest {
    private static final Path EXAMPLES = Path.of("../examples");
    private static final PoolName HIGH_END =
            new PoolName("/vllm/Shared/highend_gpt_8000_vllm_inference_f5demo_com_highend_gpt");
    private static final PoolName LOW_END =
            new PoolName("/vllm/Shared/lowend_gpt_8000_vllm_inference_f5demo_com_lowend_gpt");
    private static final PoolName FLIGHT_AGENT =
            new PoolName("/vllm/Shared/flight_agent_8000_vllm_inference_f5demo_com_flight_agent");

    private final EventLoops loops = new EventLoops();
    private final VllmServer server = VllmServer.builder(
                    ServerOptions.of(VllmProfile.named("h100").slower(0.001), "HighEndGPT"))
            .aliases(List.of("Llama-3.1-8B-Instruct"))
            .eventLoops(loops)
            .start();
    private BigIpEmulator bigIp;
    private Management management;

    @BeforeEach
    void start() throws Exception {
        bigIp = BigIpEmulator.builder().eventLoops(loops).start();
        management = new Management(bigIp);
        for (PoolName pool : List.of(HIGH_END, LOW_END, FLIGHT_AGENT)) {
            bigIp.addPool(new Pool(pool, "ratio-member", List.of(Member.of("vllm", "127.0.0.1", server.port()))));
        }
    }

    @AfterEach
    void close() {
        bigIp.close();
        server.close();
        loops.close();
    }

    @Test
    void theDeclarationRoutesToThePoolsOfCis() throws Exception {
        String virtual = "/inference/front/virtual";
        irule();
        management.ok("POST", LTM + "/data-group/internal", text("rules/flight-agent.json"));
        group(
                InferenceBodyBasedRouting.CONFIG,
                Map.of(
                        Option.RULES.of(virtual), "/Common/flight_agent",
                        Option.DEFAULT_POOL.of(virtual), LOW_END.path(),
                        Option.MAXIMUM_BYTES.of(virtual), "1048576",
                        Option.OVERSIZE.of(virtual), "reject 413 'the request is too large'"));
        management.ok("POST", "/mgmt/shared/appsvcs/declare", text("bigip/front-virtual-server.as3.json"));
        assertThat(bigIp.virtualServer(virtual).orElseThrow().profiles())
                .containsEntry("/Common/oneconnect", "one-connect")
                .containsEntry("/inference/front/json", "json");
        routes(virtual);
    }

    @Test
    void theTmshCommandsDoTheSame() throws Exception {
        for (TmshCommand command : TmshCommand.read(text("bigip/front-virtual-server.tmsh"))) {
            run(command);
        }
        assertThat(bigIp.virtualServer("/Common/inference")
                        .orElseThrow()
                        .profiles()
                        .values())
                .containsExactly("tcp", "http", "json", "one-connect");
        assertThat(management
                        .get(LTM + "/profile/json/~Common~inference_json")
                        .path("maximumBytes")
                        .intValue())
                .isEqualTo(1_048_576);
        assertThat(bigIp.unsaved()).isFalse();
        routes("/Common/inference");
    }

    private void routes(String virtual) throws IOException {
        Http.await("it listens", () -> bigIp.url(virtual).isPresent());
        URI url = bigIp.url(virtual).orElseThrow();
        URI responses = url.resolve("/v1/responses");
        assertThat(post(responses, text("rules/bodies/chat.json")).statusCode()).isEqualTo(200);
        assertRequests(1, 0, 0);
        assertThat(post(responses, text("rules/bodies/batch.json")).statusCode())
                .isEqualTo(200);
        assertRequests(1, 1, 0);
        assertThat(post(responses, text("rules/bodies/flight-agent.json")).statusCode())
                .isEqualTo(200);
        assertRequests(1, 1, 1);
        assertThat(post(url.resolve("/v1/chat/completions"), text("rules/bodies/other-model.json"))
                        .statusCode())
                .isEqualTo(200);
        assertRequests(1, 2, 1);
        assertThat(Http.get(url.resolve("/v1/models")).statusCode()).isEqualTo(200);
        assertRequests(1, 3, 1);
        String large = "{\"model\":\"HighEndGPT\",\"stream\":true,\"pad\":\"%s\"}";
        post(responses, large.formatted("x".repeat(JsonProfile.DEFAULT.maximumBytes())));
        assertRequests(2, 3, 1);
        HttpResponse<String> larger = post(responses, large.formatted("x".repeat(1_048_576)));
        assertThat(larger.statusCode()).isEqualTo(413);
        assertThat(larger.body()).contains("\"the request is too large\"");
        assertRequests(2, 3, 1);
    }

    private static HttpResponse<String> post(URI url, String body) {
        return Http.send(
                Http.plain(),
                HttpRequest.newBuilder(url)
                        .timeout(Duration.ofSeconds(20))
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build());
    }

    private void assertRequests(int highEnd, int lowEnd, int flightAgent) {
        assertThat(List.of(requests(HIGH_END), requests(LOW_END), requests(FLIGHT_AGENT)))
                .containsExactly(highEnd, lowEnd, flightAgent);
    }

    private int requests(PoolName pool) {
        return management
                .get(Management.POOLS + "/" + pool.path().replace('/', '~') + "/members/stats")
                .findValue("totRequests")
                .path("value")
                .asInt();
    }

    /** What the command does, said over iControl: attributes of tmsh are those of iControl, spelt with dashes. */
    private void run(TmshCommand command) throws IOException {
        if (command.begins("save sys config")) {
            management.ok("POST", "/mgmt/tm/sys/config", "{\"command\":\"save\"}");
            return;
        }
        if (command.begins("load sys config merge file")) {
            if (command.text(5, 6).endsWith("/flight-agent.tmsh.conf")) {
                management.ok("POST", LTM + "/data-group/internal", text("rules/flight-agent.json"));
            } else {
                irule();
            }
            return;
        }
        int name = command.begins("create ltm virtual") ? 3 : 4;
        ObjectNode body = Management.JSON.createObjectNode().put("name", command.text(name, name + 1));
        TmshCommand.attributes(command.words().subList(name + 1, command.words().size()))
                .forEach((attribute, value) -> set(body, camelCase(attribute), value));
        management.ok("POST", LTM + "/" + command.text(2, name).replace(' ', '/'), body.toString());
    }

    private static void set(ObjectNode body, String attribute, TmshCommand.Word value) {
        switch (attribute) {
            case "profiles" -> {
                ArrayNode list = body.putArray(attribute);
                TmshCommand.named(value).keySet().forEach(list::add);
            }
            case "records" -> {
                ArrayNode list = body.putArray(attribute);
                TmshCommand.named(value)
                        .forEach((name, data) -> list.addObject()
                                .put("name", name)
                                .put("data", data.get(1).text()));
            }
            case "rules" -> {
                ArrayNode list = body.putArray(attribute);
                value.inside().forEach(rule -> list.add(rule.text()));
            }
            case "sourceAddressTranslation" ->
                body.putObject(attribute)
                        .put(value.inside().get(0).text(), value.inside().get(1).text());
            default -> {
                if (value.text().matches("[0-9]+")) {
                    body.put(attribute, Integer.parseInt(value.text()));
                } else {
                    body.put(attribute, value.text());
                }
            }
        }
    }

    private static String camelCase(String attribute) {
        StringBuilder text = new StringBuilder();
        for (String word : attribute.split("-")) {
            text.append(text.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return text.toString();
    }

    private void irule() {
        ObjectNode rule = Management.JSON.createObjectNode().put("name", InferenceBodyBasedRouting.NAME);
        rule.put("apiAnonymous", InferenceBodyBasedRouting.text());
        management.ok("POST", LTM + "/rule", rule.toString());
    }

    private void group(String path, Map<String, String> records) {
        ObjectNode group = Management.JSON.createObjectNode().put("name", path).put("type", "string");
        ArrayNode list = group.putArray("records");
        records.forEach((name, data) -> list.addObject().put("name", name).put("data", data));
        management.ok("POST", LTM + "/data-group/internal", group.toString());
    }

    private static String text(String example) throws IOException {
        return Files.readString(EXAMPLES.resolve(example));
    }
}
