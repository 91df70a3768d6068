package io.llmlb.core.decide;

import static io.llmlb.core.decide.Servers.at;
import static io.llmlb.core.decide.Servers.id;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PerMemberTest {
    private final PerMember<AtomicInteger> states = new PerMember<>(AtomicInteger::new);

    @Test
    void aStateIsKeptForFiveMinutesAway() {
        states.present(at(0), Set.of(id(1), id(2)));
        states.of(id(1)).set(7);
        states.present(at(300), Set.of(id(2)));
        assertThat(states.knows(id(1))).isTrue();

        states.present(at(301), Set.of(id(2)));
        assertThat(states.knows(id(1))).isFalse();
        states.present(at(302), Set.of(id(1), id(2)));
        assertThat(states.of(id(1)).get()).isZero();
    }

    @Test
    void aClockThatIsPutBackDoesNotMakeAStateImmortal() {
        states.present(at(10_000), Set.of(id(1), id(2)));
        states.of(id(1)).set(7);
        states.present(at(0), Set.of(id(2)));
        assertThat(states.knows(id(1))).isTrue();

        states.present(at(301), Set.of(id(2)));
        assertThat(states.knows(id(1))).isFalse();
    }
}
