package io.llmlb.rules;

/**
 * One word of a record's value.
 *
 * @param text without quotes
 * @param quoted whether it had any
 * @param column where it begins, from 1 on
 */
record Word(String text, boolean quoted, int column) {
    boolean isKeyword(String keyword) {
        return !quoted && text.equals(keyword);
    }
}
