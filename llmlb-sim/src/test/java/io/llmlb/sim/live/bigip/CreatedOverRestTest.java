package io.llmlb.sim.live.bigip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmlb.sim.live.Http;
import io.llmlb.sim.live.vllm.VllmServer;
import io.llmlb.sim.model.vllm.VllmProfile;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A BIG-IP as from the factory on which a client makes everything. */
class CreatedOverRestTest {
    @Test
    void aPoolWithAMonitorAndAVirtualServerMadeOverRestCarryTraffic() throws Exception {
        try (BigIpEmulator bigIp = BigIpEmulator.builder()
                        .monitorInterval(Duration.ofMillis(100))
                        .start();
                VllmServer server = VllmServer.start(VllmProfile.named("h100").slower(0.01), "m")) {
            Management management = new Management(bigIp);
            management.ok("POST", Management.POOLS, """
                    {"name":"llm","partition":"Common","loadBalancingMode":"ratio-member","monitor":"/Common/http",
                     "members":[{"name":"%s","partition":"Common"}]}""".formatted(server.address()));
            String members = Management.POOLS + "/~Common~llm/members";
            Http.await(
                    "the member is up",
                    () -> management.get(members).at("/items/0/state").asText().equals("up"));
            management.ok("POST", Management.LTM + "/virtual", """
                    {"name":"vs","partition":"Common","destination":"/Common/10.1.1.1:8080","pool":"/Common/llm",
                     "profiles":["/Common/http","/Common/oneconnect"]}""");
            Http.await("it listens", () -> bigIp.url("/Common/vs").isPresent());
            URI chat = bigIp.url("/Common/vs").orElseThrow().resolve("/v1/chat/completions");
            assertThat(management
                            .get("/emu")
                            .path("virtualServers")
                            .path("/Common/vs")
                            .asText())
                    .isEqualTo("http://" + chat.getAuthority());
            assertThat(Http.post(chat, Http.chat("m", 2, false)).statusCode()).isEqualTo(200);
            assertThat(management
                            .get(members + "/stats")
                            .findValue("totRequests")
                            .path("value")
                            .asInt())
                    .isEqualTo(1);
            management.call("DELETE", Management.LTM + "/virtual/~Common~vs", "");
            Http.await("it listens no longer", () -> bigIp.url("/Common/vs").isEmpty());
        }
    }

    @Test
    void aHangNeverAnswers() throws Exception {
        try (BigIpEmulator bigIp = BigIpEmulator.builder().start()) {
            Management management = new Management(bigIp);
            management.ok("POST", "/emu/faults", "{\"kind\":\"hang\",\"requests\":1}");
            HttpRequest read = HttpRequest.newBuilder(bigIp.url().resolve(Management.POOLS))
                    .timeout(Duration.ofMillis(300))
                    .header("X-F5-Auth-Token", management.token())
                    .build();
            assertThatThrownBy(() -> Http.send(Http.pinned(bigIp.certSha256()), read))
                    .hasCauseInstanceOf(HttpTimeoutException.class);
            assertThat(management.get(Management.POOLS).path("kind").asText())
                    .isEqualTo("tm:ltm:pool:poolcollectionstate");
        }
    }
}
