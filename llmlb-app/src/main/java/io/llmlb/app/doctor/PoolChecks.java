package io.llmlb.app.doctor;

import io.llmlb.app.config.PoolConfig;
import io.llmlb.bigip.BigIp;
import io.llmlb.bigip.BigIpException;
import io.llmlb.bigip.Owner;
import io.llmlb.core.PoolName;
import io.llmlb.core.act.Hold;
import io.llmlb.core.act.LoadBalancingMode;
import io.llmlb.core.act.PoolState;
import java.time.Instant;
import java.util.Optional;

/** A pool of the configuration on its BIG-IP: whether ratios can have effect there, and who else has a say. */
final class PoolChecks {
    private final Report report;
    private final BigIp device;
    private final PoolConfig config;

    PoolChecks(Report report, BigIp device, PoolConfig config) {
        this.report = report;
        this.device = device;
        this.config = config;
    }

    /** The names of all checks, for where none can be done. */
    static void skip(Report report, String why) {
        report.skipped(why, "pool", "members", "mode", "entrance", "owner", "hold");
    }

    /** The pool as it is; empty when it cannot be read. */
    Optional<PoolState> run(Optional<RulesFound> rules) {
        PoolName pool = config.pool();
        Optional<PoolState> state = read(pool);
        if (state.isPresent()) {
            new MemberChecks(report).run(state.get().members());
            mode(state.get());
            report.run(
                    "entrance",
                    () -> device.pools().use(pool).ifPresent(use -> new EntranceChecks(report, pool).run(use, rules)));
        } else {
            report.skipped("the pool was not read", "members", "mode", "entrance");
        }
        report.run("owner", () -> owner(pool));
        report.run("hold", () -> hold(device.pools().hold(pool)));
        return state;
    }

    private Optional<PoolState> read(PoolName pool) {
        try {
            PoolState state = device.pools().read(pool);
            report.ok("pool", "is there");
            return Optional.of(state);
        } catch (BigIpException.Absent absent) {
            report.failed(
                    "pool",
                    "there is no such pool, or this user cannot see it",
                    "Check its full path; llmlb run waits for it to come");
        } catch (BigIpException failure) {
            report.failed("pool", failure);
        }
        return Optional.empty();
    }

    private void mode(PoolState state) {
        LoadBalancingMode mode = state.mode();
        if (mode.honoursRatios() && config.mode() == PoolConfig.Mode.NEUTRAL) {
            report.ok("mode", state.modeName() + "; every ratio is held at 1");
        } else if (mode.honoursRatios()) {
            String law = mode == LoadBalancingMode.RATIO ? "water-filling" : "capacity-trim";
            String strategy = config.strategy() + (config.strategy().equals("auto") ? ": " + law : "");
            report.ok("mode", state.modeName() + ", strategy " + strategy);
        } else {
            String what = state.modeName() + " ignores ratios";
            String mend =
                    "Set loadBalancingMode to ratio-member (loadBalancingMethod: ratio-member in a CIS VirtualServer)";
            switch (config.mode()) {
                case RUN -> report.failed("mode", what, mend);
                case DRY_RUN -> report.warning("mode", what, mend);
                case NEUTRAL -> report.info("mode", what + ", which are all held at 1", "");
            }
        }
    }

    private void owner(PoolName pool) {
        try {
            Optional<Owner> owner = device.owner(pool.path());
            if (owner.isEmpty()) {
                report.ok("owner", "no AS3 declaration of its partition is known");
            } else {
                report.info(
                        "owner",
                        owner.get() + ": a post that changes the partition resets ratios to 1 and re-creates members of"
                                + " other ratios; llmlb sets them again",
                        "Before a planned change: llmlb neutral --hold 10m");
            }
        } catch (BigIpException.Denied denied) {
            report.info("owner", "not known, since this user may not ask AS3", "");
        }
    }

    private void hold(Optional<Hold> hold) {
        Optional<Hold> inForce = hold.filter(found -> Instant.now().isBefore(found.until()));
        if (inForce.isEmpty()) {
            report.ok("hold", "none");
        } else {
            report.warning(
                    "hold",
                    "controllers leave the pool alone until " + inForce.get().until() + ", as "
                            + inForce.get().by() + " asked",
                    "When the change is done: llmlb neutral --release");
        }
    }
}
