package io.llmlb.bigip;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

class ReplyProperties {
    private static final String MEMBER_ANSWER = """
            {"name":"10.0.0.1:80","fullPath":"/c/10.0.0.1:80","address":"10.0.0.1","ratio":1,"items":[{"a":"\u00e9"}],"code":200}""";

    private static PlayedBigIp device;
    private static TestClock clock;
    private static BigIp bigIp;

    @BeforeContainer
    static void start() {
        device = new PlayedBigIp();
        clock = new TestClock();
        bigIp = device.client().clock(clock).build();
    }

    @AfterContainer
    static void stop() {
        bigIp.close();
        device.close();
    }

    @Property
    void anyBytesWithAnyStatusAreReadAndMakeOneBigIpException(
            @ForAll @IntRange(min = 100, max = 999) int status,
            @ForAll("bodies") byte[] body,
            @ForAll String location) {
        Reply reply = Reply.of(status, location, body);
        Call call = Call.login(URI.create("https://bigip"), new Login("user", "s3cret\"x".toCharArray()));
        BigIpException failure = Failures.of(call, reply);
        assertThat(failure.getMessage()).startsWith("https://bigip/mgmt/shared/authn/login: answered ");
        assertThat(failure.getMessage()).doesNotContainPattern("\\p{Cntrl}").doesNotContain("s3cret");
        assertThat(failure.deviceText()).hasSizeLessThanOrEqualTo(300);
        assertThat(failure.status()).isPresent();
    }

    @Property(tries = 150)
    void anyBytesOverTheWireMakeNothingButABigIpException(
            @ForAll @IntRange(min = 200, max = 599) int status, @ForAll("bodies") byte[] body) {
        device.reset();
        device.poolAnswers(aResponse().withStatus(status).withBody(body));
        clock.advance(Session.REST);
        try {
            bigIp.pools().read(PlayedBigIp.POOL);
            throw new AssertionError("garbage was read as a pool");
        } catch (BigIpException expected) {
            assertThat(expected.place()).startsWith("https://127.0.0.1:");
        }
    }

    @Property
    void anAnswerThatIsCutOffIsNeverReadAsWhole(@ForAll @IntRange(min = 0, max = 110) int length) {
        byte[] whole = MEMBER_ANSWER.getBytes(StandardCharsets.UTF_8);
        Reply reply = Reply.of(200, "", Arrays.copyOf(whole, Math.min(length, whole.length - 1)));
        assertThat(reply.json()).isNull();
        assertThat(reply.form()).isEqualTo(length == 0 ? Reply.Form.EMPTY : Reply.Form.BROKEN_JSON);
    }

    @Provide
    Arbitrary<byte[]> bodies() {
        Arbitrary<byte[]> any = Arbitraries.bytes().array(byte[].class).ofMaxSize(400);
        Arbitrary<byte[]> nearly = Arbitraries.of(
                        "{\"code\":%s,\"message\":%s}",
                        "{\"message\":\"s3cret\\\"x %s %s\"}",
                        "{\"message\":\"{\\\"password\\\":\\\"s3cret\\\\\\\"x\\\"} %s %s\"}",
                        "<html><title>%s</title>%s",
                        "[%s,%s]",
                        "{\"a\":%s}%s")
                .flatMap(form -> Arbitraries.of(
                                "\"x\"", "401", "404", "1e999999999", "null", "{}", "[[[[", "-0", "\u0000")
                        .list()
                        .ofSize(2)
                        .map(parts -> form.formatted(parts.toArray()).getBytes(StandardCharsets.UTF_8)));
        Arbitrary<byte[]> deep = Arbitraries.integers()
                .between(900, 5000)
                .map(n -> "{\"a\":[".repeat(n).getBytes(StandardCharsets.UTF_8));
        return Arbitraries.oneOf(any, nearly, deep);
    }
}
