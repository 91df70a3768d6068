package io.llmlb.rules;

/** One step of a path. */
sealed interface PathStep {
    /** The step in the one spelling that all spellings of it share. */
    String canonical();

    /**
     * Into an object.
     *
     * @param name the key as it reads after JSON's escapes are undone
     */
    record Key(String name) implements PathStep {
        @Override
        public String canonical() {
            return "['" + name.replace("'", "''") + "']";
        }
    }

    /**
     * Into an array.
     *
     * @param number from 0 on, or from the end: -1 is the last element
     */
    record Index(int number) implements PathStep {
        @Override
        public String canonical() {
            return "[" + number + "]";
        }
    }

    /** Into every element of an array. */
    record Any() implements PathStep {
        @Override
        public String canonical() {
            return "[*]";
        }
    }
}
