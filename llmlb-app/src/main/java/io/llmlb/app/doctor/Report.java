package io.llmlb.app.doctor;

import io.llmlb.core.FailureKind;
import io.llmlb.core.LlmlbException;
import java.util.List;

/** Collects what is found at one place. Not for use by several threads. */
final class Report {
    /** A check that may fail in its own words. */
    @FunctionalInterface
    interface Check {
        void run();
    }

    private final String place;
    private final List<Finding> findings;

    Report(String place, List<Finding> findings) {
        this.place = place;
        this.findings = findings;
    }

    void ok(String check, String what) {
        add(check, Verdict.OK, what, "");
    }

    void info(String check, String what, String mend) {
        add(check, Verdict.INFO, what, mend);
    }

    void warning(String check, String what, String mend) {
        add(check, Verdict.WARNING, what, mend);
    }

    void failed(String check, String what, String mend) {
        add(check, Verdict.FAILED, what, mend);
    }

    void failed(String check, LlmlbException failure) {
        failed(check, what(failure), failure.mend().isEmpty() ? usualMend(failure.kind()) : failure.mend());
    }

    /** Names each of these checks, and why it could not be done. */
    void skipped(String why, String... checks) {
        for (String check : checks) {
            add(check, Verdict.SKIPPED, why, "");
        }
    }

    /** Runs a check of which nothing else depends: what goes wrong in it is its result. */
    void run(String check, Check work) {
        try {
            work.run();
        } catch (LlmlbException failure) {
            failed(check, failure);
        }
    }

    /** What happened, without the place and the mend that are told beside it. */
    private static String what(LlmlbException failure) {
        String message = String.valueOf(failure.getMessage());
        String begin = failure.place() + ": ";
        String end = ". " + failure.mend();
        int from = message.startsWith(begin) ? begin.length() : 0;
        boolean mended = !failure.mend().isEmpty() && message.endsWith(end);
        return message.substring(from, mended ? message.length() - end.length() : message.length());
    }

    private static String usualMend(FailureKind kind) {
        return switch (kind) {
            case BUSY -> "It is busy: try again in a minute";
            case UNREACHABLE -> "Check the address, and the network to it";
            case ABSENT, DENIED, INVALID -> "";
        };
    }

    private void add(String check, Verdict verdict, String what, String mend) {
        findings.add(new Finding(check, place, verdict, what, mend));
    }
}
