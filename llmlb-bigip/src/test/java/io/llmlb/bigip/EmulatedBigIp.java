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
        return BigIp.builder(emulator.url().toString())
                .user(user)
                .password(password)
                .timeout(Duration.ofSeconds(30))
                .trust(Trust.certificateSha256(emulator.certSha256()))
                .build();
    }

    @Override
    public void close() {
        emulator.close();
    }
}
