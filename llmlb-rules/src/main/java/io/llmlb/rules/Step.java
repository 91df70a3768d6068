package io.llmlb.rules;

import java.util.List;

/** What one record says. */
sealed interface Step {
    /** The step's first word. */
    String action();

    /** The IDs of the steps that may follow. */
    List<String> next();

    /**
     * Asks something of the body.
     *
     * @param operand empty when the operator takes none
     */
    record If(Subject subject, Operator operator, String operand, String then, String otherwise) implements Step {
        @Override
        public String action() {
            return "if";
        }

        @Override
        public List<String> next() {
            return List.of(then, otherwise);
        }
    }

    /** Ends with a pool. */
    record SelectPool(String pool) implements Step {
        @Override
        public String action() {
            return "selectPool";
        }

        @Override
        public List<String> next() {
            return List.of();
        }
    }

    /**
     * Notes a change to the body.
     *
     * @param typed whether the value is true, false, null or a number rather than a string
     */
    record Change(Subject path, String value, boolean typed, String then) implements Step {
        @Override
        public String action() {
            return "rewrite";
        }

        @Override
        public List<String> next() {
            return List.of(then);
        }
    }

    /**
     * Ends with an HTTP error.
     *
     * @param message perhaps empty
     */
    record Reject(int status, String message) implements Step {
        @Override
        public String action() {
            return "reject";
        }

        @Override
        public List<String> next() {
            return List.of();
        }
    }
}
