package io.llmlb.sim.model.bigip;

/**
 * How the emulated BIG-IP treats traffic where the device's own way is not published. The defaults are the best guess.
 *
 * @param tmms traffic management microkernels; each keeps its own rotation and its part of a connection limit; 1 to 64
 * @param rotation how ratios are served
 * @param restartOnWrite whether a change of any ratio in a pool begins its rotation anew
 * @param connectionsPerTmm whether the least-connections modes see only the connections of their own TMM
 * @param idleConnectionsCount whether the least-connections modes count idle connections that OneConnect keeps
 * @param cutStreamsOfDeleted whether the connections of a member that is deleted from its pool are cut
 * @param oversizeCountsAsMissing whether a body beyond the JSON profile's limits raises JSON_REQUEST_MISSING, like none at
 *     all; else JSON_REQUEST_ERROR
 * @param seed of random rotations
 */
public record DataPlaneOptions(
        int tmms,
        Rotation rotation,
        boolean restartOnWrite,
        boolean connectionsPerTmm,
        boolean idleConnectionsCount,
        boolean cutStreamsOfDeleted,
        boolean oversizeCountsAsMissing,
        long seed) {
    /**
     * One TMM, interleaved rounds that go on after a write, idle connections not counted, streams of deleted members
     * cut, oversize bodies an error.
     */
    public static final DataPlaneOptions DEFAULT =
            new DataPlaneOptions(1, Rotation.ROUNDS, false, false, false, true, false, 1);

    /** How a ratio pool takes its turns. */
    public enum Rotation {
        /** Round k serves every member whose ratio is k or more; 3:1 gives A B A A. */
        ROUNDS,
        /** Smooth weighted round robin: 3:1 gives A A B A. */
        SMOOTH,
        /** Every pick at random, in proportion to the ratios; seeded. */
        RANDOM
    }

    /**
     * @throws IllegalArgumentException when the number of TMMs is out of its range
     */
    public DataPlaneOptions {
        if (tmms < 1 || tmms > 64) {
            throw new IllegalArgumentException("a BIG-IP has 1 to 64 TMMs, but this has " + tmms);
        }
    }

    /** The same with so many TMMs. */
    public DataPlaneOptions withTmms(int count) {
        return new DataPlaneOptions(
                count,
                rotation,
                restartOnWrite,
                connectionsPerTmm,
                idleConnectionsCount,
                cutStreamsOfDeleted,
                oversizeCountsAsMissing,
                seed);
    }

    /** The same with another rotation. */
    public DataPlaneOptions withRotation(Rotation other) {
        return new DataPlaneOptions(
                tmms,
                other,
                restartOnWrite,
                connectionsPerTmm,
                idleConnectionsCount,
                cutStreamsOfDeleted,
                oversizeCountsAsMissing,
                seed);
    }

    /** The same, beginning the rotation anew at a write or not. */
    public DataPlaneOptions withRestartOnWrite(boolean restart) {
        return new DataPlaneOptions(
                tmms,
                rotation,
                restart,
                connectionsPerTmm,
                idleConnectionsCount,
                cutStreamsOfDeleted,
                oversizeCountsAsMissing,
                seed);
    }

    /** The same with connections counted per TMM or not. */
    public DataPlaneOptions withConnectionsPerTmm(boolean perTmm) {
        return new DataPlaneOptions(
                tmms,
                rotation,
                restartOnWrite,
                perTmm,
                idleConnectionsCount,
                cutStreamsOfDeleted,
                oversizeCountsAsMissing,
                seed);
    }

    /** The same with idle connections counted or not. */
    public DataPlaneOptions withIdleConnectionsCount(boolean count) {
        return new DataPlaneOptions(
                tmms,
                rotation,
                restartOnWrite,
                connectionsPerTmm,
                count,
                cutStreamsOfDeleted,
                oversizeCountsAsMissing,
                seed);
    }

    /** The same, cutting the streams of deleted members or not. */
    public DataPlaneOptions withCutStreamsOfDeleted(boolean cut) {
        return new DataPlaneOptions(
                tmms,
                rotation,
                restartOnWrite,
                connectionsPerTmm,
                idleConnectionsCount,
                cut,
                oversizeCountsAsMissing,
                seed);
    }

    /** The same, raising JSON_REQUEST_MISSING for oversize bodies or not. */
    public DataPlaneOptions withOversizeCountsAsMissing(boolean missing) {
        return new DataPlaneOptions(
                tmms,
                rotation,
                restartOnWrite,
                connectionsPerTmm,
                idleConnectionsCount,
                cutStreamsOfDeleted,
                missing,
                seed);
    }

    /** The same with another seed. */
    public DataPlaneOptions withSeed(long other) {
        return new DataPlaneOptions(
                tmms,
                rotation,
                restartOnWrite,
                connectionsPerTmm,
                idleConnectionsCount,
                cutStreamsOfDeleted,
                oversizeCountsAsMissing,
                other);
    }

    /**
     * The TMM that serves a client's connection. The device's own hash is not published; this one spreads any keys.
     *
     * @param connectionKey made of the client's address and port
     * @return 0 to {@code tmms - 1}, always the same for the same key
     */
    public int tmm(int connectionKey) {
        int mixed = connectionKey;
        mixed = (mixed ^ (mixed >>> 16)) * 0x85ebca6b;
        mixed = (mixed ^ (mixed >>> 13)) * 0xc2b2ae35;
        mixed ^= mixed >>> 16;
        return (int) (((mixed & 0xffff_ffffL) * tmms) >>> 32);
    }
}
