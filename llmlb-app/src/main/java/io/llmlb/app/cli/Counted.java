package io.llmlb.app.cli;

/** Numbers of things, for people. */
final class Counted {
    private Counted() {}

    static String of(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }
}
