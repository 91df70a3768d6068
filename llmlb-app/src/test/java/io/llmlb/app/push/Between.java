package io.llmlb.app.push;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;

/** Stands between the command line and the emulator, and answers some requests itself. */
final class Between implements AutoCloseable {
    private final WireMockServer server =
            new WireMockServer(options().dynamicPort().dynamicHttpsPort().bindAddress("127.0.0.1"));

    Between(Site site) {
        server.start();
        server.stubFor(any(anyUrl())
                .atPriority(10)
                .willReturn(aResponse().proxiedFrom(site.bigIp.url().toString())));
        site.environment.put("BIGIP", "https://127.0.0.1:" + server.httpsPort());
        site.environment.remove("BIGIP_CERT_SHA256");
        site.environment.put("BIGIP_INSECURE", "true");
    }

    void answer(MappingBuilder request, int status, String body) {
        String type = body.startsWith("{") ? "application/json; charset=UTF-8" : "text/html";
        server.stubFor(request.atPriority(1)
                .willReturn(aResponse()
                        .withStatus(status)
                        .withHeader("Content-Type", type)
                        .withBody(body)));
    }

    @Override
    public void close() {
        server.stop();
    }
}
