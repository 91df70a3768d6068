package io.llmlb.core.act;

/** Whether the device sends new traffic to a member. */
public enum Availability {
    /** New traffic goes there (monitor up, or no monitor). */
    AVAILABLE,
    /** An administrator has disabled it: no new traffic but persistent sessions. */
    DISABLED,
    /** A monitor, or an administrator, has it down. */
    DOWN
}
