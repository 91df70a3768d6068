package io.llmlb.app.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.llmlb.sim.live.Ready;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** iControl REST without llmlb's own client, to look at the device from outside. */
public final class RawIControl {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http;
    private final String url;
    private final String token;

    RawIControl(Ready ready) throws Exception {
        this(ready.bigip(), ready.user(), ready.password());
    }

    /** Logs in. */
    public RawIControl(String url, String user, String password) throws Exception {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, new TrustManager[] {new TrustAll()}, null);
        http = HttpClient.newBuilder().sslContext(tls).build();
        this.url = url;
        String login =
                JSON.writeValueAsString(Map.of("username", user, "password", password, "loginProviderName", "tmos"));
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/mgmt/shared/authn/login"))
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(login))
                .build();
        token = send(request).at("/token/token").asText();
    }

    /** How many login tokens there are, this client's own among them. */
    int tokens() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/mgmt/shared/authz/tokens"))
                .timeout(Duration.ofSeconds(10))
                .header("X-F5-Auth-Token", token)
                .build();
        return send(request).path("items").size();
    }

    /** Changes some properties of an object. */
    public void patch(String path, String json) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/json")
                .header("X-F5-Auth-Token", token)
                .method("PATCH", HttpRequest.BodyPublishers.ofString(json))
                .build();
        JsonNode answer = send(request);
        if (answer.has("code")) {
            throw new IllegalStateException(answer.toString());
        }
    }

    private JsonNode send(HttpRequest request) throws Exception {
        return JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
    }

    private static final class TrustAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
