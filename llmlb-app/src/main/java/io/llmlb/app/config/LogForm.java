package io.llmlb.app.config;

import java.util.Locale;

/** The form of the log. */
public enum LogForm {
    /** A line for people. */
    TEXT,
    /** A JSON object a line. */
    JSON;

    /** As a configuration has it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static LogForm named(String text) {
        return switch (text) {
            case "text" -> TEXT;
            case "json" -> JSON;
            default -> throw new IllegalArgumentException("a log is text or json, but this is \"" + text + "\"");
        };
    }
}
