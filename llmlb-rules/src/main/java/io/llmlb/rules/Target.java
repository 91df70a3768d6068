package io.llmlb.rules;

/**
 * Where a rule set is to be decided, for example {@code RuleSet.check(records, Target.BIGIP)} before it is written to a
 * device.
 */
public enum Target {
    /** In a Java program. */
    JAVA,
    /** On a BIG-IP, by the iRule; refuses what the iRule or a data group cannot do. */
    BIGIP
}
