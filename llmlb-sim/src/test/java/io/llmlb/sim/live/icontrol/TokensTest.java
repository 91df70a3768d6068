package io.llmlb.sim.live.icontrol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class TokensTest {
    @Test
    void aTokenDoesNotPrintItsValue() {
        Tokens tokens = new Tokens(InstantSource.fixed(Instant.EPOCH));
        Tokens.Token token = tokens.login("admin", "127.0.0.1").orElseThrow();
        assertThat(token.toString()).doesNotContain(token.json().path("token").textValue());
    }
}
