package io.llmlb.app.lease;

/**
 * Who writes.
 *
 * @param leads whether this replica does
 * @param holder the name in the lease; empty when there is none, or when it is not known
 * @param problem why the lease could not be read or written the last time; empty when it could
 */
public record Leadership(boolean leads, String holder, String problem) {
    /** There is one replica. */
    public static final Leadership ALONE = new Leadership(true, "", "");

    /** In a few words. */
    public String words() {
        if (leads) {
            return "this replica leads";
        }
        if (!problem.isEmpty()) {
            return "who leads cannot be found out: " + problem;
        }
        return holder.isEmpty() ? "nobody leads yet" : holder + " leads";
    }
}
