package io.llmlb.rules;

/** Where a rule set is to be decided. */
public enum Target {
    /** In a Java program. */
    JAVA,
    /** On a BIG-IP, by the iRule; refuses what the iRule or a data group cannot do. */
    BIGIP
}
