package io.llmlb.bigip;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.patch;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlMatching;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import io.llmlb.core.PoolName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A server that plays the part of a BIG-IP, over https and with the certificate of the factory. */
final class PlayedBigIp implements AutoCloseable {
    static final String USER = "llmlb";
    /** With characters that JSON escapes. */
    static final String PASSWORD = "pa\"ss\\w0rd-of-5ecret";

    static final String LOGIN = "/mgmt/shared/authn/login";
    static final String TOKENS = "/mgmt/shared/authz/tokens/";
    static final PoolName POOL = new PoolName("/vllm/Shared/p");
    static final String POOL_PATH = "/mgmt/tm/ltm/pool/~vllm~Shared~p";
    static final String MEMBERS_PATH = POOL_PATH + "/members";

    final WireMockServer server;

    PlayedBigIp() {
        this(Certificates.FACTORY);
    }

    PlayedBigIp(Certificates certificate) {
        server = new WireMockServer(WireMockConfiguration.options()
                .bindAddress("127.0.0.1")
                .httpDisabled(true)
                .dynamicHttpsPort()
                .keystorePath(certificate.store().toString())
                .keystoreType("PKCS12")
                .keystorePassword(Certificates.PASSWORD)
                .keyManagerPassword(Certificates.PASSWORD));
        server.start();
    }

    String address() {
        return "127.0.0.1:" + server.httpsPort();
    }

    /** A client that pins the factory's certificate. */
    BigIp.Builder client() {
        return BigIp.builder(address())
                .user(USER)
                .password(PASSWORD)
                .timeout(Duration.ofSeconds(10))
                .trust(Trust.certificateSha256(Certificates.FACTORY.sha256()));
    }

    /** Forgets all stubs and requests; then logins succeed, and logouts too. */
    PlayedBigIp reset() {
        server.resetAll();
        login("TOKEN1");
        server.stubFor(delete(urlMatching(TOKENS + ".*")).willReturn(aResponse().withStatus(200)));
        return this;
    }

    void login(String token) {
        login(json(200, loginBody(token)));
    }

    void login(ResponseDefinitionBuilder answer) {
        server.stubFor(post(urlEqualTo(LOGIN)).willReturn(answer));
    }

    static String loginBody(String token) {
        return """
                {"username":"llmlb","loginReference":{"link":"https://localhost/mgmt/cm/system/authn/providers/tmos/1f/login"},
                 "loginProviderName":"tmos","token":{"token":"%1$s","name":"%1$s","userName":"llmlb",
                 "authProviderName":"tmos","timeout":1200,"startTime":"2025-11-20T10:13:41.432-0800",
                 "address":"192.168.1.2","partition":"[All]","generation":1,"lastUpdateMicros":1763662421432001,
                 "expirationMicros":1763663621432000,"kind":"shared:authz:tokens:authtokenitemstate"},
                 "generation":0,"lastUpdateMicros":0}""".formatted(token);
    }

    /** The pool, in this mode, with these members. */
    void pool(String mode, String... members) {
        server.stubFor(get(urlPathEqualTo(POOL_PATH))
                .willReturn(json(
                        200,
                        "{\"name\":\"p\",\"fullPath\":\"/vllm/Shared/p\",\"loadBalancingMode\":\"" + mode + "\"}")));
        String items = members.length == 0 ? "" : ",\"items\":[" + String.join(",", members) + "]";
        server.stubFor(get(urlPathEqualTo(MEMBERS_PATH))
                .willReturn(json(200, "{\"kind\":\"tm:ltm:pool:members:memberscollectionstate\"" + items + "}")));
    }

    /** Whatever is asked for the pool itself is answered so. */
    void poolAnswers(ResponseDefinitionBuilder answer) {
        server.stubFor(any(urlPathEqualTo(POOL_PATH)).willReturn(answer));
    }

    /** A PATCH of the member is answered so. */
    void patchAnswers(String segment, ResponseDefinitionBuilder answer) {
        server.stubFor(patch(urlEqualTo(MEMBERS_PATH + "/" + segment)).willReturn(answer));
    }

    static String member(String path, String address, int ratio, String session, String state) {
        return """
                {"name":"%s","fullPath":"%s","address":"%s","ephemeral":"false","ratio":%d,"session":"%s","state":"%s"}""".formatted(path.substring(path.lastIndexOf('/') + 1), path, address, ratio, session, state);
    }

    static String member(String path, String address, int ratio) {
        return member(path, address, ratio, "monitor-enabled", "up");
    }

    static ResponseDefinitionBuilder json(int status, String body) {
        return aResponse()
                .withStatus(status)
                .withHeader("Content-Type", "application/json; charset=UTF-8")
                .withBody(body);
    }

    /** Method and URL of every request so far, in order. */
    List<String> requests() {
        List<String> requests = new ArrayList<>();
        // The journal begins with the newest.
        for (ServeEvent event : server.getAllServeEvents()) {
            requests.add(
                    0, event.getRequest().getMethod() + " " + event.getRequest().getUrl());
        }
        return requests;
    }

    long logins() {
        return requests().stream().filter(("POST " + LOGIN)::equals).count();
    }

    @Override
    public void close() {
        server.stop();
    }
}
