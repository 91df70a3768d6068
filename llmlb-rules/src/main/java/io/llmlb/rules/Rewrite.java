package io.llmlb.rules;

/**
 * A change to a body that a decision asks for.
 *
 * @param path where, such as {@code .model}
 * @param value what to write there
 * @param typed whether the value is written as it is (true, false, null or a number) rather than as a string
 */
public record Rewrite(String path, String value, boolean typed) {}
