package io.llmlb.bigip;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlMatching;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static io.llmlb.bigip.PlayedBigIp.LOGIN;
import static io.llmlb.bigip.PlayedBigIp.POOL;
import static io.llmlb.bigip.PlayedBigIp.POOL_PATH;
import static io.llmlb.bigip.PlayedBigIp.TOKENS;
import static io.llmlb.bigip.PlayedBigIp.json;
import static io.llmlb.bigip.PlayedBigIp.loginBody;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmlb.core.act.PoolState;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTest {
    private static final PlayedBigIp DEVICE = new PlayedBigIp();

    private final TestClock clock = new TestClock();

    @BeforeEach
    void reset() {
        DEVICE.reset().pool("ratio-member");
    }

    @AfterAll
    static void stop() {
        DEVICE.close();
    }

    private BigIp client() {
        return DEVICE.client().clock(clock).build();
    }

    @Test
    void buildingSendsNothing() {
        try (BigIp bigIp = client()) {
            assertThat(bigIp.pools()).isNotNull();
        }
        assertThat(DEVICE.requests()).isEmpty();
    }

    @Test
    void theLoginNamesTheProviderAndCarriesNoOtherCredentials() {
        try (BigIp bigIp = client()) {
            bigIp.login();
        }
        DEVICE.server.verify(postRequestedFor(urlEqualTo(LOGIN))
                .withoutHeader("Authorization")
                .withoutHeader("X-F5-Auth-Token")
                .withHeader("Content-Type", equalTo("application/json"))
                .withRequestBody(equalToJson("""
                        {"username":"llmlb","password":"pa\\"ss\\\\w0rd-of-5ecret","loginProviderName":"tmos"}""")));
    }

    @Test
    void oneTokenServesAllRequestsAndIsDeletedOnClose() {
        try (BigIp bigIp = client()) {
            bigIp.pools().read(POOL);
            bigIp.pools().read(POOL);
        }
        assertThat(DEVICE.requests()).hasSize(6).startsWith("POST " + LOGIN).endsWith("DELETE " + TOKENS + "TOKEN1");
        DEVICE.server.verify(
                4, getRequestedFor(urlMatching("/mgmt/tm/.*")).withHeader("X-F5-Auth-Token", equalTo("TOKEN1")));
    }

    @Test
    void closingTwiceDeletesOnceAndWhatIsClosedStaysSo() {
        BigIp bigIp = client();
        bigIp.login();
        bigIp.close();
        bigIp.close();
        assertThatThrownBy(bigIp::login)
                .isInstanceOf(BigIpException.Invalid.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> bigIp.pools().read(POOL)).isInstanceOf(BigIpException.Invalid.class);
        assertThat(DEVICE.requests()).containsExactly("POST " + LOGIN, "DELETE " + TOKENS + "TOKEN1");
    }

    @Test
    void closingWithoutALoginSendsNothing() {
        client().close();
        assertThat(DEVICE.requests()).isEmpty();
    }

    @Test
    void closingTakesTwoSecondsAtMost() {
        DEVICE.server.stubFor(
                delete(urlMatching(TOKENS + ".*")).willReturn(aResponse().withFixedDelay(5_000)));
        BigIp bigIp = client();
        bigIp.login();
        long start = System.nanoTime();
        bigIp.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void anInterruptedThreadStillLogsOut() {
        BigIp bigIp = client();
        bigIp.login();
        Thread.currentThread().interrupt();
        bigIp.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(DEVICE.requests()).endsWith("DELETE " + TOKENS + "TOKEN1");
    }

    @Test
    void aTokenIsReplacedAMinuteBeforeItsEnd() {
        try (BigIp bigIp = client()) {
            bigIp.pools().read(POOL);
            clock.advance(Duration.ofSeconds(1200 - 60 - 2));
            bigIp.pools().read(POOL);
            assertThat(DEVICE.logins()).isEqualTo(1);
            DEVICE.login("TOKEN2");
            clock.advance(Duration.ofSeconds(2));
            bigIp.pools().read(POOL);
            assertThat(DEVICE.logins()).isEqualTo(2);
            DEVICE.server.verify(
                    2, getRequestedFor(urlMatching("/mgmt/tm/.*")).withHeader("X-F5-Auth-Token", equalTo("TOKEN2")));
        }
    }

    @Test
    void withoutTheDevicesTimesATokensTimeoutCountsAndWithoutThatTwentyMinutes() {
        assertThat(livesFor("{\"token\":{\"token\":\"T\",\"timeout\":600}}")).isEqualTo(540);
        assertThat(livesFor("{\"token\":{\"token\":\"T\"}}")).isEqualTo(1140);
        assertThat(livesFor("{\"token\":{\"token\":\"T\",\"timeout\":30}}")).isEqualTo(15);
        assertThat(livesFor(
                        "{\"token\":{\"token\":\"T\",\"lastUpdateMicros\":9,\"expirationMicros\":8,\"timeout\":600}}"))
                .isEqualTo(540);
        assertThat(livesFor("{\"token\":{\"token\":\"T\",\"timeout\":9000000}}"))
                .isEqualTo(36_000 - 60);
    }

    private static long livesFor(String login) {
        TestClock clock = new TestClock();
        Reply reply = Reply.of(200, "", login.getBytes());
        Token token = Token.of(reply.json(), clock.instant(), clock.instant()).orElseThrow();
        long seconds = 0;
        while (token.isFresh(clock.instant())) {
            clock.advance(Duration.ofSeconds(1));
            seconds++;
        }
        return seconds;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-F5-Auth-Token has expired.",
                "X-F5-Auth-Token does not exist.",
                "Authorization failed: no user authentication header or token detected. Uri:http://localhost:8100/x"
            })
    void aTokenThatIsRefusedIsReplacedOnceAndTheRequestRepeated(String message) {
        try (BigIp bigIp = client()) {
            bigIp.login();
            DEVICE.login("TOKEN2");
            refuse("TOKEN1", message);
            PoolState state = bigIp.pools().read(POOL);
            assertThat(state.modeName()).isEqualTo("ratio-member");
            assertThat(DEVICE.logins()).isEqualTo(2);
        }
    }

    @Test
    void aRefusedTokenThatMayStillLiveIsDeletedSoThatTokensDoNotPileUp() {
        try (BigIp bigIp = client()) {
            bigIp.login();
            DEVICE.login("TOKEN2");
            refuse("TOKEN1", "Authorization failed: no user authentication header or token detected.");
            bigIp.pools().read(POOL);
            assertThat(DEVICE.requests()).contains("DELETE " + TOKENS + "TOKEN1");
        }
    }

    @Test
    void aSecondRefusalIsDeniedAndRests() {
        try (BigIp bigIp = client()) {
            refuse("TOKEN1", "X-F5-Auth-Token does not exist.");
            assertThatThrownBy(() -> bigIp.pools().read(POOL))
                    .isInstanceOf(BigIpException.Denied.class)
                    .hasMessageContaining("does not exist");
            assertThat(DEVICE.logins()).isEqualTo(2);
            assertThatThrownBy(() -> bigIp.pools().read(POOL)).isInstanceOf(BigIpException.Denied.class);
            assertThat(DEVICE.logins()).isEqualTo(2);
        }
    }

    @Test
    void aRoleThatDoesNotAllowTheRequestIsDeniedAtOnce() {
        try (BigIp bigIp = client()) {
            refuse("TOKEN1", "Authorization failed: user=https://localhost/mgmt/x resource=/mgmt/tm/ltm verb=GET");
            assertThatThrownBy(() -> bigIp.pools().read(POOL))
                    .isInstanceOf(BigIpException.Denied.class)
                    .hasMessageContaining("its role does not allow this");
            assertThat(DEVICE.logins()).isEqualTo(1);
        }
    }

    private static void refuse(String token, String message) {
        DEVICE.server.stubFor(get(urlPathEqualTo(POOL_PATH))
                .withHeader("X-F5-Auth-Token", equalTo(token))
                .willReturn(json(401, "{\"code\":401,\"message\":\"" + message + "\"}")));
    }

    @Test
    void refusedCredentialsRestForThirtySeconds() {
        DEVICE.login(json(401, "{\"code\":401,\"message\":\"Authentication failed.\"}"));
        try (BigIp bigIp = client()) {
            assertThatThrownBy(bigIp::login).isInstanceOf(BigIpException.Denied.class);
            clock.advance(Duration.ofSeconds(29));
            assertThatThrownBy(bigIp::login)
                    .isInstanceOf(BigIpException.Denied.class)
                    .hasMessageContaining("Authentication failed.")
                    .hasMessageContaining("not tried again before 2026-01-01T00:00:30Z")
                    .hasMessageContaining("BIGIP_USER and BIGIP_PASS");
            assertThat(DEVICE.logins()).isEqualTo(1);
            clock.advance(Duration.ofSeconds(1));
            DEVICE.login("TOKEN1");
            bigIp.login();
            assertThat(DEVICE.logins()).isEqualTo(2);
        }
    }

    @Test
    void aNewPasswordIsTriedAtOnce() {
        AtomicReference<String> file = new AtomicReference<>("old");
        DEVICE.login(json(401, "{\"code\":401,\"message\":\"Authentication failed.\"}"));
        try (BigIp bigIp = DEVICE.client()
                .clock(clock)
                .password(() -> file.get().toCharArray())
                .build()) {
            assertThatThrownBy(bigIp::login).isInstanceOf(BigIpException.Denied.class);
            DEVICE.login("TOKEN1");
            file.set("new");
            bigIp.login();
            assertThat(DEVICE.logins()).isEqualTo(2);
        }
    }

    @Test
    void aPasswordThatCannotBeReadOrIsEmptyIsInvalid() {
        try (BigIp bigIp = DEVICE.client().password("").build()) {
            assertThatThrownBy(bigIp::login)
                    .isInstanceOf(BigIpException.Invalid.class)
                    .hasMessageContaining("the password is empty");
        }
        try (BigIp bigIp = DEVICE.client()
                .password(() -> {
                    throw new IllegalArgumentException("s3cret");
                })
                .build()) {
            assertThatThrownBy(bigIp::login)
                    .isInstanceOf(BigIpException.Invalid.class)
                    .hasMessageContaining("cannot be read")
                    .hasMessageNotContaining("s3cret")
                    .hasNoCause();
        }
        try (BigIp bigIp = DEVICE.client()
                .password(() -> {
                    throw new UncheckedIOException(new NoSuchFileException("/run/secrets/bigip"));
                })
                .build()) {
            assertThatThrownBy(bigIp::login)
                    .isInstanceOf(BigIpException.Invalid.class)
                    .hasMessageContaining("/run/secrets/bigip");
        }
        assertThat(DEVICE.requests()).isEmpty();
    }

    @Test
    void loggingInAnewDeletesTheTokenBefore() {
        try (BigIp bigIp = client()) {
            bigIp.login();
            DEVICE.login("TOKEN2");
            bigIp.login();
            assertThat(DEVICE.requests())
                    .containsExactly("POST " + LOGIN, "POST " + LOGIN, "DELETE " + TOKENS + "TOKEN1");
        }
    }

    @Test
    void manyThreadsShareOneLogin() throws Exception {
        DEVICE.server.stubFor(post(urlEqualTo(LOGIN))
                .willReturn(json(200, loginBody("TOKEN1")).withFixedDelay(200)));
        int threads = 4;
        CyclicBarrier together = new CyclicBarrier(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try (BigIp bigIp = client()) {
            List<Callable<PoolState>> reads = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                reads.add(() -> {
                    together.await();
                    return bigIp.pools().read(POOL);
                });
            }
            for (Future<PoolState> read : pool.invokeAll(reads)) {
                assertThat(read.get().pool()).isEqualTo(POOL);
            }
            assertThat(DEVICE.logins()).isEqualTo(1);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void threadsThatFindTheTokenExpiredShareOneNewLogin() throws Exception {
        DEVICE.server.stubFor(get(urlPathEqualTo(POOL_PATH))
                .withHeader("X-F5-Auth-Token", equalTo("TOKEN1"))
                .willReturn(json(401, "{\"code\":401,\"message\":\"X-F5-Auth-Token has expired.\"}")));
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try (BigIp bigIp = client()) {
            bigIp.login();
            DEVICE.login("TOKEN2");
            Callable<PoolState> read = () -> bigIp.pools().read(POOL);
            for (Future<PoolState> done : pool.invokeAll(List.of(read, read))) {
                assertThat(done.get().pool()).isEqualTo(POOL);
            }
            assertThat(DEVICE.logins()).isEqualTo(2);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void aTurnThatDoesNotComeInTimeIsBusy() throws Exception {
        Lane lane = lane(Duration.ofMillis(50));
        CyclicBarrier inside = new CyclicBarrier(2);
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try {
            Future<Boolean> first = pool.submit(() -> lane.run("first", Duration.ofSeconds(1), () -> {
                await(inside);
                await(inside);
                return true;
            }));
            await(inside);
            assertThatThrownBy(() -> lane.run("second", () -> true))
                    .isInstanceOf(BigIpException.Busy.class)
                    .hasMessage("second: other requests to this BIG-IP took more than 50 ms");
            await(inside);
            assertThat(first.get()).isTrue();
            assertThat(lane.<Boolean>run("third", Duration.ofSeconds(1), () -> true))
                    .isTrue();
        } finally {
            pool.shutdownNow();
        }
    }

    private static Lane lane(Duration timeout) {
        InstantSource clock = InstantSource.system();
        return new Lane(timeout, clock, new Budget(10, 60, clock), time -> {});
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }
}
