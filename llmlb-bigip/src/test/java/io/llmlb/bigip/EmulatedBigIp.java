package io.llmlb.bigip;

import io.llmlb.sim.live.bigip.BigIpEmulator;
import io.llmlb.sim.live.bigip.BigIpEmulatorBuilder;
import java.time.Duration;

/** The emulator, its clients, and what its answers begin with. */
final class EmulatedBigIp implements AutoCloseable {
    static final String GUEST = "guest";

    final BigIpEmulator emulator;

    EmulatedBigIp() {
        this(BigIpEmulator.builder());
    }

    EmulatedBigIp(BigIpEmulatorBuilder builder) {
        emulator = builder.guest(GUEST, "guest-pw").start();
    }

    BigIp client() {
        return client(emulator.user(), emulator.password());
    }

    BigIp guest() {
        return client(GUEST, "guest-pw");
    }

    private BigIp client(String user, String password) {
        return builder().user(user).password(password).build();
    }

    /** The administrator's client, yet to be built. */
    BigIp.Builder builder() {
        return BigIp.builder(emulator.url().toString())
                .user(emulator.user())
                .password(emulator.password())
                .timeout(Duration.ofSeconds(30))
                .trust(trust());
    }

    Trust trust() {
        return Trust.certificateSha256(emulator.certSha256());
    }

    @Override
    public void close() {
        emulator.close();
    }
}
