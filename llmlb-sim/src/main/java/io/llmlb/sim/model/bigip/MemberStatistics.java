package io.llmlb.sim.model.bigip;

/**
 * What has happened between the BIG-IP and one pool member. Bytes are those of HTTP heads and bodies, without the framing
 * of chunks.
 *
 * @param currentConnections connections open now, idle ones too
 * @param maximumConnections most that were open at once
 * @param totalConnections connections ever opened, those that were refused too
 * @param requests HTTP requests ever sent
 * @param inFlight requests that wait for the end of their answer
 * @param bytesIn sent by the member
 * @param bytesOut sent to the member
 */
public record MemberStatistics(
        int currentConnections,
        int maximumConnections,
        long totalConnections,
        long requests,
        int inFlight,
        long bytesIn,
        long bytesOut) {
    /** Nothing has happened. */
    public static final MemberStatistics NONE = new MemberStatistics(0, 0, 0, 0, 0, 0, 0);
}
