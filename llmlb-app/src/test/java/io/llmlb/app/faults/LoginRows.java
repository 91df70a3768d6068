package io.llmlb.app.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmlb.sim.model.bigip.ManagementFault;
import io.llmlb.sim.model.bigip.ManagementFault.Kind;
import java.time.Duration;
import java.util.List;

/** Tokens and passwords. */
final class LoginRows {
    /** Three wrong passwords in a row lock an account on a device that is set up strictly; one in 30 s is far from it. */
    private static final int MOST_REFUSED = 2;

    private LoginRows() {}

    static List<Row> all() {
        return List.of(
                Row.event(
                        "The token has expired", "Logs in again within the same cycle.", Row.NEXT, Plan.USUAL, rig -> {
                            rig.device().advanceClock(Duration.ofHours(1));
                            rig.reload();
                        }),
                Row.event(
                        "The device has forgotten all tokens (it was restarted)",
                        "Logs in again within the same cycle.",
                        Row.NEXT,
                        Plan.USUAL,
                        rig -> {
                            rig.device().stop();
                            rig.device().start();
                            rig.reload();
                        }),
                Row.blocking(
                        "The user has reached the limit of 100 tokens",
                        "Tries to log in after 2, 4, 8 and then every 15 s, and says how to find who uses the tokens.",
                        Row.AFTER_PAUSE,
                        Plan.USUAL,
                        "maximum active login tokens",
                        rig -> {
                            rig.device().stop();
                            rig.device().start();
                            rig.device().fault(ManagementFault.of(Kind.TOKEN_LIMIT));
                        },
                        rig -> rig.device().clearFaults()),
                refused(
                        "401, no authentication header (a proxy in between drops it)",
                        Kind.NO_AUTHENTICATION,
                        "no user authentication header"),
                refused("401 to every request, fresh tokens too", Kind.EXPIRED_TOKEN, "has expired"),
                password());
    }

    private static Row refused(String breaks, Kind kind, String told) {
        return new Row(
                breaks,
                "Logs in once more, then rests: two logins in 30 s at most, so the limit of tokens is not met.",
                Row.AFTER_REFUSAL,
                Plan.USUAL,
                rig -> {
                    rig.settled();
                    rig.reload();
                    long logins = rig.logins();
                    rig.device().fault(ManagementFault.of(kind).on("/mgmt/tm"));
                    rig.struckFor(Row.LONG, told);
                    assertThat(rig.logins() - logins).isBetween(1L, 2L * MOST_REFUSED);
                    rig.device().clearFaults();
                    return rig.untilRight();
                });
    }

    private static Row password() {
        return new Row(
                "The password is wrong; then its file is corrected",
                "The same password is tried once in 30 s at most, so no account is locked; a changed one at the next try.",
                Row.AFTER_PAUSE,
                Plan.USUAL,
                rig -> {
                    rig.settled();
                    rig.reload();
                    long logins = rig.logins();
                    rig.password("mistyped");
                    rig.device().stop();
                    rig.device().start();
                    rig.struckFor(Row.LONG, "Authentication failed");
                    assertThat(rig.logins() - logins).isBetween(1L, (long) MOST_REFUSED);
                    rig.password("right");
                    return rig.untilRight();
                });
    }
}
