package io.llmlb.sim.model.vllm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.llmlb.sim.model.trace.Trace;
import io.llmlb.sim.model.trace.TraceRequest;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a forecast promises is what a lone server then does. */
class ForecastTest {
    private static final List<TraceRequest> AZURE = Trace.azureConversation().requests();
    private static final int LONGEST_PROMPT = 10_000;
    private static final long LAST = 1_000_000;
    private static final ServerListener SILENT = new ServerListener() {
        @Override
        public boolean wantsTokens() {
            return false;
        }
    };

    private final SplittableRandom random = new SplittableRandom(11);

    @ParameterizedTest
    @CsvSource({"h100, 0.5, 0.06", "a100, 0.9, 0.05", "l40s, 0.8, 0.05", "l4, 0.9, 0.05", "a100, 1.3, 0.25"})
    void theFirstTokenComesWhenItIsForecast(String profile, double load, double margin) {
        double forecast = 0;
        double real = 0;
        for (int i = 0; i < 60; i++) {
            ServerModel server = server(VllmProfile.named(profile));
            long now = fill(server, load * capacity(profile), 5 + 40 * random.nextDouble());
            TraceRequest request = AZURE.get(random.nextInt(AZURE.size()));
            int prompt = Math.min(request.inputTokens(), LONGEST_PROMPT);
            forecast += server.forecast(prompt, request.outputTokens(), now).firstTokenSeconds();
            real += firstToken(server, prompt, request.outputTokens(), now);
        }
        assertThat(forecast / real).isCloseTo(1, within(margin));
    }

    @Test
    void onAnIdleServerItIsExactButForTheJitter() {
        ServerModel server = server(VllmProfile.linear("a100"));
        double forecast = server.forecast(1000, 100, 0).firstTokenSeconds();
        assertThat(forecast).isEqualTo(firstToken(server, 1000, 100, 0), within(1e-9));
    }

    @Test
    void aSlowServerNeedsSoMuchLonger() {
        ServerModel fast = server(VllmProfile.linear("a100"));
        ServerModel slow = server(VllmProfile.linear("a100"));
        slow.slowFactor(2.5);
        Forecast one = fast.forecast(1000, 100, 0);
        Forecast other = slow.forecast(1000, 100, 0);
        assertThat(other.firstTokenSeconds()).isCloseTo(2.5 * one.firstTokenSeconds(), within(1e-12));
        assertThat(other.workSeconds()).isCloseTo(2.5 * one.workSeconds(), within(1e-12));
    }

    @Test
    void workIsWhatIsLeftAndTheRequestsOwn() {
        ServerModel server = server(VllmProfile.linear("a100"));
        double own = server.forecast(1000, 100, 0).workSeconds();
        server.submit(EngineRequest.of(1, 1000, 100), 0);
        assertThat(server.forecast(1000, 100, 0).workSeconds()).isCloseTo(2 * own, within(1e-12));
        server.advance(1_000_000_000L, new ServerListener() {});
        assertThat(server.running()).isEqualTo(1);
        assertThat(server.forecast(1000, 100, 1_000_000_000L).workSeconds()).isBetween(own, 2 * own);
    }

    @Test
    void askingChangesNothing() {
        ServerModel asked = server(VllmProfile.named("a100"));
        ServerModel left = server(VllmProfile.named("a100"));
        for (ServerModel server : List.of(asked, left)) {
            server.submit(EngineRequest.of(1, 500, 50), 0);
        }
        asked.forecast(1000, 100, 0);
        assertThat(firstToken(asked, 100, 10, 0)).isEqualTo(firstToken(left, 100, 10, 0));
    }

    private static double capacity(String profile) {
        return Saturation.requestsPerSecond(VllmProfile.named(profile), Trace.azureConversation(), 1);
    }

    private static ServerModel server(VllmProfile profile) {
        return new ServerModel(
                ServerOptions.of(profile, "m").withPrefixCache(false).withJitter(0));
    }

    private long fill(ServerModel server, double perSecond, double seconds) {
        double now = 0;
        for (long id = 0; ; id++) {
            now += -StrictMath.log(1 - random.nextDouble()) / perSecond;
            if (now >= seconds) {
                long end = (long) (seconds * 1e9);
                server.advance(end, SILENT);
                return end;
            }
            TraceRequest request = AZURE.get(random.nextInt(AZURE.size()));
            long at = (long) (now * 1e9);
            server.advance(at, SILENT);
            server.submit(
                    EngineRequest.of(id, Math.min(request.inputTokens(), LONGEST_PROMPT), request.outputTokens()), at);
        }
    }

    private static double firstToken(ServerModel server, int prompt, int output, long now) {
        server.submit(EngineRequest.of(LAST, prompt, output), now);
        double[] seconds = {0};
        while (seconds[0] == 0) {
            server.advance(server.nextEvent().orElseThrow(), new ServerListener() {
                @Override
                public boolean wantsTokens() {
                    return false;
                }

                @Override
                public void finished(FinishedRequest request) {
                    if (request.id() == LAST) {
                        seconds[0] = (request.firstToken() - now) / 1e9;
                    }
                }
            });
        }
        return seconds[0];
    }
}
