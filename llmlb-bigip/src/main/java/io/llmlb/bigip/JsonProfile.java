package io.llmlb.bigip;

/**
 * A JSON profile (BIG-IP 21): the limits beyond which a body is not parsed.
 *
 * @param path its full path, such as {@code /Common/json}
 * @param maximumBytes of a body
 * @param maximumEntries keys and array elements together
 */
public record JsonProfile(String path, int maximumBytes, int maximumEntries) {}
