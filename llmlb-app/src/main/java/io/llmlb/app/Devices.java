package io.llmlb.app;

import io.llmlb.app.config.AppConfig;
import io.llmlb.app.config.BigIpConfig;
import io.llmlb.app.config.PoolConfig;
import io.llmlb.app.config.RulesConfig;
import io.llmlb.app.rules.RulesInForce;
import io.llmlb.bigip.BigIp;
import io.llmlb.bigip.BigIpException;
import io.llmlb.core.FailureKind;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The clients of the BIG-IPs of one configuration: one for each, whichever pools are on it. */
final class Devices {
    private static final Logger LOG = LoggerFactory.getLogger(Devices.class);

    private final Map<BigIpConfig, BigIp> clients = new LinkedHashMap<>();

    /** None. */
    Devices() {}

    /** Those of a configuration; what {@code before} has already stays in use. Nothing is sent. */
    Devices(AppConfig config, Devices before, Supplier<Optional<String>> standby) {
        for (PoolConfig pool : config.pools()) {
            clients.computeIfAbsent(pool.bigip(), bigip -> {
                BigIp known = before.clients.get(bigip);
                return known == null ? Clients.bigip(bigip, standby) : known;
            });
        }
    }

    BigIp of(PoolConfig pool) {
        return Objects.requireNonNull(clients.get(pool.bigip()));
    }

    /** The rules that are there. Nothing is sent yet. */
    RulesInForce rules(RulesConfig config) {
        BigIp bigip = Objects.requireNonNull(clients.get(config.bigip()));
        return new RulesInForce(bigip, config.dataGroup(), config.bigip().name(), InstantSource.system());
    }

    /** Logs in to all at once; throws what the first threw that failed and that does not get better by waiting. */
    void login(boolean patient) {
        onEach(clients.values(), bigip -> login(bigip, patient));
    }

    private static void login(BigIp bigip, boolean patient) {
        try {
            bigip.login();
        } catch (BigIpException failure) {
            boolean passing = failure.kind() == FailureKind.UNREACHABLE || failure.kind() == FailureKind.BUSY;
            if (!patient || !passing) {
                throw failure;
            }
            LOG.warn("{}; going on, it will be tried again", failure.getMessage());
        }
    }

    /** Logs out where {@code others} do not go on. */
    void endUnless(Devices others) {
        onEach(
                clients.values().stream()
                        .filter(bigip -> !others.clients.containsValue(bigip))
                        .toList(),
                Devices::end);
    }

    private static void end(BigIp bigip) {
        try {
            bigip.close();
        } catch (RuntimeException failure) {
            LOG.warn("While logging out: {}", failure.toString());
        }
    }

    /** At all of them at once, so that one that hangs delays no other; throws what the first threw that failed. */
    private static void onEach(Collection<BigIp> bigips, Consumer<BigIp> work) {
        ExecutorService threads = Threads.pool("device");
        try {
            bigips.stream()
                    .map(bigip -> CompletableFuture.runAsync(() -> work.accept(bigip), threads))
                    .toList()
                    .forEach(CompletableFuture::join);
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        } finally {
            threads.shutdownNow();
        }
    }
}
