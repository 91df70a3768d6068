package io.llmlb.bigip;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static io.llmlb.bigip.PlayedBigIp.PASSWORD;
import static io.llmlb.bigip.PlayedBigIp.POOL;
import static io.llmlb.bigip.PlayedBigIp.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
    private static final PlayedBigIp DEVICE = new PlayedBigIp();
    private static final String TOKEN = "KZ44TOKEN7SNOTZNR7D7UP24SC";
    private static final String ESCAPED = "pa\\\"ss\\\\w0rd-of-5ecret";

    @BeforeEach
    void reset() {
        DEVICE.reset().login(TOKEN);
    }

    @AfterAll
    static void stop() {
        DEVICE.close();
    }

    private static void assertNoSecret(String text) {
        assertThat(text).doesNotContain(TOKEN).doesNotContain(PASSWORD).doesNotContain("5ecret");
    }

    private static String trace(Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }

    @Test
    void aDayOfWorkLeavesNoSecretInTheLog() {
        DEVICE.pool("ratio-member");
        try (CapturedLog log = new CapturedLog()) {
            try (BigIp bigIp = DEVICE.client().build()) {
                bigIp.login();
                bigIp.pools().read(POOL);
                assertNoSecret(bigIp + " " + bigIp.pools());
            }
            List<String> lines = log.lines();
            assertThat(lines).hasSize(4).allMatch(line -> line.startsWith("DEBUG "));
            assertThat(lines.get(3)).contains("/mgmt/shared/authz/tokens/*** 200");
            lines.forEach(SecretsTest::assertNoSecret);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"code\":401,\"message\":\"Authentication failed.\",\"originalRequestBody\":%2$s}",
                "{\"code\":401,\"message\":\"no entry for %1$s\"}",
                "{\"code\":401,\"message\":%2$s}",
                "<html>%1$s</html>",
                "%1$s"
            })
    void aDeviceThatSendsThePasswordBackDoesNotGetItIntoAMessage(String body) {
        String asText = "\""
                + ("{\"password\":\"" + ESCAPED + "\"}").replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        for (int status : new int[] {200, 302, 400, 401, 500}) {
            DEVICE.login(aResponse()
                    .withStatus(status)
                    .withHeader("Location", "/login?p=" + PASSWORD)
                    .withBody(body.formatted(ESCAPED, asText)));
            try (BigIp bigIp = DEVICE.client().build();
                    CapturedLog log = new CapturedLog()) {
                BigIpException failure = catchThrowableOfType(BigIpException.class, bigIp::login);
                assertNoSecret(trace(failure));
                assertNoSecret(log.lines().toString());
            }
        }
    }

    @Test
    void aDeviceThatSendsTheTokenBackDoesNotGetItIntoAMessage() {
        DEVICE.poolAnswers(json(400, "{\"code\":400,\"message\":\"token " + TOKEN + " is odd\"}"));
        try (BigIp bigIp = DEVICE.client().build()) {
            BigIpException failure = catchThrowableOfType(
                    BigIpException.class, () -> bigIp.pools().read(POOL));
            assertThat(failure).hasMessageContaining("token *** is odd");
            assertNoSecret(trace(failure));
        }
    }

    @Test
    void noTypeThatHoldsASecretShowsIt() {
        Login login = new Login("me", PASSWORD.toCharArray());
        Reply reply = Reply.of(200, "", PlayedBigIp.loginBody(TOKEN).getBytes());
        Token token = Token.of(reply.json(), new TestClock().instant(), new TestClock().instant())
                .orElseThrow();
        URI base = URI.create("https://bigip");
        assertThat(login).hasToString("login of me");
        assertNoSecret(login + " " + token + Call.login(base, login) + Call.logout(base, token));
        assertNoSecret(Call.of("GET", base, "/x", "", null, token).toString());
    }
}
