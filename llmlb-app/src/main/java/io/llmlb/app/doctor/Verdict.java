package io.llmlb.app.doctor;

import java.util.Locale;

/** What a check came to. */
public enum Verdict {
    /** As it should be. */
    OK,
    /** Nothing is wrong; worth knowing. */
    INFO,
    /** A controller runs, but not as well as it could, or not for long. */
    WARNING,
    /** A controller would not run, or would have no effect. */
    FAILED,
    /** Not looked at, since something before it failed. */
    SKIPPED;

    /** As it is printed: {@code ok}, {@code failed}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
