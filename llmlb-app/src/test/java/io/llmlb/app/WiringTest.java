package io.llmlb.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmlb.app.config.AppConfig;
import io.llmlb.app.config.MetricsConfig;
import io.llmlb.app.config.PoolConfig;
import io.llmlb.app.config.YamlConfig;
import io.llmlb.core.MemberId;
import io.llmlb.core.control.ControlLoop;
import io.llmlb.core.decide.Strategies;
import io.llmlb.core.decide.StrategyOptions;
import io.llmlb.core.observe.Needs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another configuration while all runs; no device is asked for anything. */
class WiringTest {
    @TempDir
    private Path directory;

    private AppConfig config(String pools) throws IOException {
        Path password = Files.writeString(directory.resolve("password"), "secret");
        try (InputStream pem = Objects.requireNonNull(WiringTest.class.getResourceAsStream("config/ca.pem"))) {
            Files.write(directory.resolve("ca.pem"), pem.readAllBytes());
        }
        Path file = Files.writeString(
                directory.resolve("llmlb.yaml"), """
                bigips:
                  f5: {url: 127.0.0.1:1, username: llmlb, passwordFile: %1$s}
                metrics:
                  servers: {type: scrape}
                  secured: {type: prometheus, url: 'https://127.0.0.1:1', caFile: %3$s}
                pools:
                %2$s""".formatted(password, pools, directory.resolve("ca.pem")));
        return YamlConfig.read(file, Map.of());
    }

    private static String pool(String name, String more) {
        return "  - {pool: /p/" + name + ", bigip: f5, metrics: servers, model: m" + more + "}\n";
    }

    @Test
    void aPoolOfWhichNothingHasChangedKeepsItsLoop() throws IOException {
        try (Wiring wiring = new Wiring(config(pool("a", "") + pool("b", "") + pool("c", "")))) {
            List<ControlLoop> before = wiring.loops();
            wiring.apply(config(pool("d", "") + pool("b", ", interval: 5s") + pool("a", "")));
            List<ControlLoop> after = wiring.loops();
            assertThat(after).extracting(loop -> loop.pool().path()).containsExactly("/p/d", "/p/b", "/p/a");
            assertThat(after.get(2)).isSameAs(before.get(0));
            assertThat(after.get(1)).isNotSameAs(before.get(1));
        }
    }

    @Test
    void aSourceOfTheSameNameAtAnotherPlaceIsAskedThere() throws IOException {
        Clients clients = new Clients();
        for (int port = 1; port <= 2; port++) {
            MetricsConfig metrics = MetricsConfig.prometheus("thanos", "http://127.0.0.1:" + port);
            PoolConfig pool = config(pool("a", "")).pools().get(0);
            PoolConfig asked = new PoolConfig(
                    pool.pool(),
                    pool.bigip(),
                    metrics,
                    pool.model(),
                    pool.interval(),
                    pool.strategy(),
                    pool.options(),
                    pool.ratio(),
                    pool.guards(),
                    pool.doNoHarm(),
                    pool.mode());
            Needs needs = Strategies.create("auto", StrategyOptions.NONE).needs();
            assertThatThrownBy(() -> clients.metrics(asked).observe(Set.of(MemberId.of("192.0.2.1", 80)), needs))
                    .hasMessageContaining("127.0.0.1:" + port + "/");
        }
    }

    @Test
    void whenOneThingCannotBeMadeNothingChanges() throws IOException {
        try (Wiring wiring = new Wiring(config(pool("a", "")))) {
            List<ControlLoop> before = wiring.loops();
            AppConfig wrong = config(pool("b", "") + pool("c", "").replace("servers", "secured"));
            Files.writeString(directory.resolve("ca.pem"), "no longer one");
            assertThatThrownBy(() -> wiring.apply(wrong)).hasMessageContaining("certificate");
            assertThat(wiring.loops()).isEqualTo(before);
        }
    }
}
