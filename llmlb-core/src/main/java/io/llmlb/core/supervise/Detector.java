package io.llmlb.core.supervise;

/** Looks for one kind of harm, scene after scene. */
interface Detector {
    /**
     * Takes in what happened from one scene to the next.
     *
     * @param seconds what this look counts for, positive
     */
    void look(Scene before, Scene now, double seconds);

    /** Whether there is enough evidence of harm, or was and some of it is left. */
    boolean alarmed();

    /** What was found, in figures. */
    String finding();

    /** Begins anew. */
    void forget();
}
