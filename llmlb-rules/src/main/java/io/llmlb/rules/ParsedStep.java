package io.llmlb.rules;

/**
 * One record, read.
 *
 * @param id the record's name
 * @param first the column of what the step is about: subject, path, pool or status
 * @param operator the column of a condition's operator, else 0
 * @param operand the column of a condition's operand or a rewrite's value, else 0
 * @param then the column of the step that follows, else 0
 * @param otherwise the column of the step behind else, else 0
 */
record ParsedStep(String id, Step step, int first, int operator, int operand, int then, int otherwise) {}
