package io.llmlb.app.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmlb.bigip.BigIp;
import io.llmlb.bigip.Trust;
import io.llmlb.sim.live.bigip.BigIpEmulator;
import io.llmlb.sim.model.bigip.DataGroup;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RulesInForceTest {
    private static final String PATH = "/Common/rules";
    private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

    @Test
    void theDeviceIsAskedOnceInTenSecondsWhetherItAnswersOrNot() {
        try (BigIpEmulator device = BigIpEmulator.builder().start();
                BigIp client = BigIp.builder(device.url().toString())
                        .user(device.user())
                        .password(device.password())
                        .trust(Trust.certificateSha256(device.certSha256()))
                        .build()) {
            RulesInForce rules = new RulesInForce(client, PATH, "lab", now::get);

            for (int i = 0; i < 5; i++) {
                assertThatThrownBy(() -> rules.decide(BODY)).hasMessageContaining("there is no such data group");
            }
            assertThat(asked(device)).isEqualTo(1);

            device.put(new DataGroup(PATH, "string", new TreeMap<>(example()), 1));
            now.set(Instant.EPOCH.plusSeconds(11));
            for (int i = 0; i < 5; i++) {
                assertThat(rules.decide(BODY)).containsEntry("outcome", "selectPool");
            }
            assertThat(asked(device)).isEqualTo(2);

            device.put(new DataGroup(PATH, "string", new TreeMap<>(Map.of("start", "1")), 2));
            now.set(now.get().plusSeconds(11));
            assertThatThrownBy(() -> rules.decide(BODY))
                    .isInstanceOf(RulesException.class)
                    .hasMessageContaining("these rules are wrong");
        }
    }

    private static Map<String, String> example() {
        return RuleFiles.read(Path.of("..", "examples", "rules", "flight-agent.yaml"))
                .records();
    }

    private static long asked(BigIpEmulator device) {
        return device.requests().stream()
                .filter(request -> request.contains("/data-group/"))
                .count();
    }
}
