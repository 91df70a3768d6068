package io.llmlb.app.neutral;

import io.llmlb.core.LlmlbException;
import io.llmlb.core.PoolName;
import io.llmlb.core.act.PoolDevice;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a controller that ends leaves behind, when its ratios are not to stay: every ratio 1, as far as time allows. */
public final class Farewell {
    private static final Logger LOG = LoggerFactory.getLogger("llmlb");

    /** Kubernetes waits for 30 s in all, and the last cycles may have taken ten of them. */
    private static final Duration LONGEST = Duration.ofSeconds(12);

    private final InstantSource clock;

    public Farewell(InstantSource clock) {
        this.clock = clock;
    }

    /** Sets every ratio of these pools to 1, and says what could not be. */
    public void neutral(Map<PoolName, PoolDevice> pools) {
        Instant end = clock.instant().plus(LONGEST);
        pools.forEach((pool, device) -> {
            Duration left = Duration.between(clock.instant(), end);
            if (left.isNegative()) {
                LOG.warn("ending: the ratios of pool {} stay as they are, for time is up", pool);
                return;
            }
            try {
                Neutral.Result result = new Neutral(clock, pause -> TimeUnit.NANOSECONDS.sleep(pause.toNanos()), left)
                        .reset(device, pool);
                LOG.info("ending: pool {}: {} of {} ratios set to 1", pool, result.written(), result.members());
                if (result.left() > 0) {
                    LOG.warn("ending: pool {}: {} ratios stay as they are", pool, result.left());
                }
            } catch (LlmlbException failure) {
                LOG.warn("ending: the ratios of pool {} stay as they are: {}", pool, failure.getMessage());
            } catch (InterruptedException hurried) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
