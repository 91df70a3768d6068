package io.llmlb.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DoctorTextTest {
    private static Finding finding(String check, String place, Verdict verdict, String what, String mend) {
        return new Finding(check, place, verdict, what, mend);
    }

    @Test
    void whatFitsIsOneLineAndPlacesStayTogether() {
        assertThat(DoctorText.lines(List.of(
                        finding("mode", "pool /a/b", Verdict.OK, "ratio-member", ""),
                        finding("irule", "rules", Verdict.INFO, "none", ""),
                        finding("hold", "pool /a/b", Verdict.WARNING, "held", "Release it"))))
                .containsExactly(
                        "pool /a/b",
                        "ok       mode   ratio-member",
                        "warning  hold   held  -> Release it",
                        "rules",
                        "info     irule  none",
                        "1 warning, 1 info, 1 ok");
    }

    @Test
    void whatIsLongIsBrokenAtBlanksWithTheMendInALineOfItsOwn() {
        String what = "word ".repeat(30).strip();
        String pin = "AB:".repeat(50);
        assertThat(DoctorText.lines(List.of(finding("mode", "pool", Verdict.FAILED, what, "Set " + pin))))
                .containsExactly(
                        "pool",
                        "failed   mode  " + "word ".repeat(21).strip(),
                        "               " + "word ".repeat(9).strip(),
                        "               -> Set",
                        "               " + pin,
                        "1 failed");
    }

    @Test
    void whatIsSkippedForOneReasonIsOneLine() {
        assertThat(DoctorText.lines(List.of(
                        finding("age", "m", Verdict.SKIPPED, "no samples", ""),
                        finding("hold", "m", Verdict.SKIPPED, "refused", ""),
                        finding("members", "m", Verdict.SKIPPED, "no samples", ""))))
                .containsExactly(
                        "m",
                        "skipped  age      no samples (also skipped: members)",
                        "skipped  hold     refused",
                        "3 skipped");
    }
}
