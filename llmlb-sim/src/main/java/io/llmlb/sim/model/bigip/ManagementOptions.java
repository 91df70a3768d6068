package io.llmlb.sim.model.bigip;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * How the management interface behaves where a device's own way is not known, or differs between versions. Immutable.
 *
 * @param ratioMaximum largest ratio of a member, 1 to 65535. Default 65535, as the schema of the Terraform provider says;
 *     f5-ansible and AS3 say 100
 * @param as3Gap between AS3's deleting of drifted members and its writing of the pool; default 500 ms, as was observed
 *     (k8s-bigip-ctlr issue 3058)
 * @param transactionTimeout after which an uncommitted transaction is gone; default 120 s, TMOS 11.5 showed 30 s
 * @param quirks which of the yes-or-no unknowns are so
 */
public record ManagementOptions(int ratioMaximum, Duration as3Gap, Duration transactionTimeout, Set<Quirk> quirks) {
    /** The best guess for each. */
    public static final ManagementOptions DEFAULT = new ManagementOptions(
            Member.MAX_RATIO,
            Duration.ofMillis(500),
            Duration.ofMinutes(2),
            EnumSet.of(
                    Quirk.SAME_VALUE_IS_A_CHANGE,
                    Quirk.DUPLICATE_RECORDS_REFUSED,
                    Quirk.AS3_DRIFT_DELAYS_NEW_MEMBERS,
                    Quirk.BUSY_WHILE_AS3_RUNS));

    /** One unknown with two possible answers. */
    public enum Quirk {
        /** A ratio of 0 is taken, and stored as 1; else it is refused. Default: refused. No source either way. */
        RATIO_ZERO_TAKEN,
        /** A token's time-out above 36,000 s becomes 36,000; else it is refused. Default: refused. No source. */
        TOKEN_TIMEOUT_CLAMPED,
        /** A write of the value that is there counts as a change. Default: yes, the careful assumption. No source. */
        SAME_VALUE_IS_A_CHANGE,
        /** An empty collection reads {@code "items":[]}; else it has no such key. Both were seen; default: no key. */
        EMPTY_ITEMS_SHOWN,
        /** {@code $select} leaves kind and selfLink on a single object. Default: no. Not verified. */
        SELECT_KEEPS_IDENTITY,
        /** A data group with two records of one name is refused; else the last one counts. Default: refused. No source. */
        DUPLICATE_RECORDS_REFUSED,
        /** Records are read in any order; else sorted by name, as all captures have them. Default: sorted. */
        RECORDS_SHUFFLED,
        /** Backslashes vanish from records that are written, as common tools make it look. Default: they are kept. */
        BACKSLASHES_STRIPPED,
        /**
         * A drifted member of one pool makes AS3 leave out the new members of the tenant's other pools until the next
         * declaration, as its code (lib/fetch.js) reads. Default: yes. Not seen on a device.
         */
        AS3_DRIFT_DELAYS_NEW_MEMBERS,
        /** While AS3 works every request to /mgmt/tm is answered 503. Default: yes; on a device only large ones are. */
        BUSY_WHILE_AS3_RUNS
    }

    /**
     * @throws IllegalArgumentException when a number is out of its range
     */
    public ManagementOptions {
        if (ratioMaximum < 1 || ratioMaximum > Member.MAX_RATIO) {
            throw new IllegalArgumentException(
                    "the largest ratio is 1 to " + Member.MAX_RATIO + ", but this is " + ratioMaximum);
        }
        if (as3Gap.isNegative() || transactionTimeout.isNegative() || transactionTimeout.isZero()) {
            throw new IllegalArgumentException(
                    "AS3's gap is 0 or more and a transaction's time-out more than 0, but these are " + as3Gap + " and "
                            + transactionTimeout);
        }
        quirks = Set.copyOf(quirks);
    }

    /** Whether one of the unknowns is so. */
    public boolean has(Quirk quirk) {
        return quirks.contains(quirk);
    }

    /** The same with another largest ratio. */
    public ManagementOptions withRatioMaximum(int maximum) {
        return new ManagementOptions(maximum, as3Gap, transactionTimeout, quirks);
    }

    /** The same with another gap in AS3's work. */
    public ManagementOptions withAs3Gap(Duration gap) {
        return new ManagementOptions(ratioMaximum, gap, transactionTimeout, quirks);
    }

    /** The same with another life of transactions. */
    public ManagementOptions withTransactionTimeout(Duration timeout) {
        return new ManagementOptions(ratioMaximum, as3Gap, timeout, quirks);
    }

    /** The same with one of the unknowns answered yes or no. */
    public ManagementOptions with(Quirk quirk, boolean so) {
        EnumSet<Quirk> changed = EnumSet.noneOf(Quirk.class);
        changed.addAll(quirks);
        if (so) {
            changed.add(quirk);
        } else {
            changed.remove(quirk);
        }
        return new ManagementOptions(ratioMaximum, as3Gap, transactionTimeout, changed);
    }
}
