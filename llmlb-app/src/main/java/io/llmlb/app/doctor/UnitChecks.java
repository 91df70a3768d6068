package io.llmlb.app.doctor;

import io.llmlb.app.config.TrustConfig;
import io.llmlb.bigip.BigIp;
import io.llmlb.bigip.BigIpException;
import io.llmlb.bigip.DeviceState;
import io.llmlb.bigip.Trust;
import io.llmlb.core.FailureKind;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** One BIG-IP, or one unit of a pair: whether it answers, lets llmlb in, and what it tells of itself. */
final class UnitChecks {
    /** Less is the fault of no clock. */
    private static final Duration SKEW = Duration.ofSeconds(5);

    /** The first version with JSON profiles. */
    private static final int RULES_SINCE = 21;

    /** No certificate has it, so nothing but a handshake is ever sent. */
    private static final Trust NOBODY = Trust.certificateSha256("0".repeat(64));

    private final Report report;

    UnitChecks(Report report) {
        this.report = report;
    }

    /** What it tells of itself; empty when that cannot be read. */
    Optional<DeviceState> state(BigIp unit) {
        try {
            DeviceState state = unit.state();
            version(state);
            clock(state.clockAhead());
            return Optional.of(state);
        } catch (BigIpException failure) {
            report.failed("role", failure);
            report.skipped("the device did not tell of itself", "version", "clock");
            return Optional.empty();
        }
    }

    /** Whether it lets llmlb in. */
    boolean login(BigIp unit, TrustConfig trust) {
        try {
            unit.login();
            connection(unit, trust);
            report.ok("login", "accepted");
            return true;
        } catch (BigIpException refused) {
            // With an answer, or a refusal, TLS stood.
            boolean connected = refused.status().isPresent() || refused.kind() == FailureKind.DENIED;
            if (connected) {
                connection(unit, trust);
                report.failed("login", refused);
            } else {
                report.failed("connection", refused);
                report.skipped("there is no connection", "login");
            }
            report.skipped(connected ? "the login failed" : "there is no connection", "role", "version", "clock");
            return false;
        }
    }

    private void connection(BigIp unit, TrustConfig trust) {
        if (trust.insecure()) {
            report.warning(
                    "connection",
                    "TLS with any certificate: anyone in between can read the password",
                    presented(unit).orElse("Set certSha256 or caFile instead of insecure"));
        } else {
            report.ok("connection", "TLS, trusting " + trust.trust());
        }
    }

    /** How to trust the certificate that it presents; its login is never reached. */
    private static Optional<String> presented(BigIp unit) {
        try (BigIp stranger = BigIp.builder(unit.url().toString())
                .user("nobody")
                .password("none")
                .trust(NOBODY)
                .build()) {
            stranger.login();
            return Optional.empty();
        } catch (BigIpException refused) {
            return Optional.of(refused.mend()).filter(mend -> !mend.isEmpty());
        }
    }

    private void version(DeviceState state) {
        OptionalInt major = state.majorVersion();
        if (major.isEmpty()) {
            report.info("version", "not told", "");
        } else if (major.getAsInt() < RULES_SINCE) {
            report.info(
                    "version",
                    state.version() + ": ratios need no more; rules on the body need BIG-IP " + RULES_SINCE
                            + ", the first with JSON profiles",
                    "");
        } else {
            report.ok("version", state.version() + ", which has the JSON profiles that rules need");
        }
    }

    private void clock(Optional<Duration> ahead) {
        if (ahead.isEmpty()) {
            report.info("clock", "the login did not tell the device's time", "");
        } else if (ahead.get().abs().compareTo(SKEW) > 0) {
            report.warning(
                    "clock",
                    "it is " + Words.seconds(ahead.get())
                            + (ahead.get().isNegative() ? " behind" : " ahead of")
                            + " this machine's: times in the two logs do not match, and if this machine's is the wrong"
                            + " one, holds end at the wrong time and the ages of samples may be wrong",
                    "Set both by NTP");
        } else {
            report.ok("clock", "agrees with this machine's within " + Words.seconds(SKEW));
        }
    }
}
