package io.llmlb.app.cli;

/** The form in which a command prints data. */
enum Output {
    TEXT,
    JSON
}
