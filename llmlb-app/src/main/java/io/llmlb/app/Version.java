package io.llmlb.app;

/** Which llmlb this is. */
public final class Version {
    /** As the build has it. */
    public static final String TEXT = "0.1.0-SNAPSHOT";

    private Version() {}
}
