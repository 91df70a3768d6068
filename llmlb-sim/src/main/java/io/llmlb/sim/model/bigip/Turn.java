package io.llmlb.sim.model.bigip;

/** Whose turn it is: one way to choose among members, with the memory that it needs. One per TMM; not thread-safe. */
interface Turn {
    /**
     * Chooses a member.
     *
     * @param weights of each member in its order; 0 or less for one that cannot be chosen now
     * @param loads connections of each member, as far as this device counts them
     * @return the index of the member, or -1 when none can be chosen
     */
    int pick(int[] weights, int[] loads);

    /** The member at this index is no longer there; those behind it have moved up. */
    void removed(int index);
}
