package io.llmlb.sim.model.bigip;

/**
 * A JSON profile: the limits of the bodies that a virtual server parses.
 *
 * @param fullPath {@code /Common/json}
 * @param maximumBytes of a body; BIG-IP's default is 65,536
 * @param maximumEntries keys and array elements together; BIG-IP's default is 2,048
 */
public record JsonProfile(String fullPath, int maximumBytes, int maximumEntries) {
    /** The profile that every BIG-IP has. */
    public static final JsonProfile DEFAULT = new JsonProfile("/Common/json", 65_536, 2048);
}
