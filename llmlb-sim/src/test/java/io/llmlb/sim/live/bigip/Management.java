package io.llmlb.sim.live.bigip;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.llmlb.sim.live.Http;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A plain client of an emulated BIG-IP's management interface, logged in. */
final class Management {
    static final ObjectMapper JSON = new ObjectMapper();
    static final String LTM = "/mgmt/tm/ltm";
    static final String POOLS = LTM + "/pool";
    static final String P = POOLS + "/~vllm~Shared~p";
    static final String M = P + "/members/~vllm~10.128.2.14:8000";

    private final BigIpEmulator bigIp;
    private final HttpClient client;
    private String token;

    Management(BigIpEmulator bigIp) throws Exception {
        this.bigIp = bigIp;
        this.client = Http.pinned(bigIp.certSha256());
        this.token = login().path("token").path("token").textValue();
    }

    String token() {
        return token;
    }

    void token(String other) {
        token = other;
    }

    JsonNode login() {
        return login(bigIp.user(), bigIp.password());
    }

    JsonNode login(String user, String password) {
        return ok(
                "POST",
                "/mgmt/shared/authn/login",
                "{\"username\":\"" + user + "\",\"password\":\"" + password + "\",\"loginProviderName\":\"tmos\"}");
    }

    JsonNode get(String path) {
        return ok("GET", path, "");
    }

    JsonNode ok(String method, String path, String body) {
        return answer(200, method, path, body);
    }

    /** Expects an error body, whose message it gives back. */
    String error(int status, String method, String path, String body) {
        JsonNode error = answer(status, method, path, body);
        assertThat(error.path("code").intValue()).isEqualTo(status);
        boolean mcpd =
                error.path("errorStack").isArray() && error.path("apiError").isIntegralNumber();
        boolean rest = error.path("referer").isTextual()
                && error.path("restOperationId").isIntegralNumber()
                && error.path("kind").asText().equals(":resterrorresponse");
        assertThat(mcpd ^ rest).as("one of the two families: " + error).isTrue();
        return error.path("message").textValue();
    }

    JsonNode answer(int status, String method, String path, String body) {
        HttpResponse<String> response = call(method, path, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json; charset=UTF-8");
        return read(response.body());
    }

    HttpResponse<String> call(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(bigIp.url() + path.replace("$", "%24")))
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (token != null) {
            request.header("X-F5-Auth-Token", token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return Http.send(client, request.build());
    }

    static JsonNode read(String body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
