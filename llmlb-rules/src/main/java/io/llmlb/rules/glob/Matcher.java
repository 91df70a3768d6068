package io.llmlb.rules.glob;

/** One way to run a pattern over a text. Immutable and thread-safe; never throws; its time is linear in the text. */
@FunctionalInterface
interface Matcher {
    boolean matches(CharSequence text);
}
