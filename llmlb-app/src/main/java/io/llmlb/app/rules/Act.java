package io.llmlb.app.rules;

/**
 * One write to a BIG-IP.
 *
 * @param verb such as {@code attach}
 * @param past such as {@code attached}
 * @param object what it is done to
 * @param work the write itself
 */
record Act(String verb, String past, String object, Runnable work) {
    /** What would be done. */
    String plan() {
        return "would " + verb + " " + object;
    }

    /** What is done. */
    String result() {
        return past + " " + object;
    }
}
