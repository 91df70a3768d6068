package io.llmlb.sim.model.bigip;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An internal data group. Immutable.
 *
 * @param fullPath {@code /Common/name}
 * @param type {@code string}, {@code ip} or {@code integer}
 * @param records value by name, sorted by name
 * @param generation grows with every change of the configuration
 */
public record DataGroup(String fullPath, String type, SortedMap<String, String> records, long generation) {
    /** Copies the records. */
    public DataGroup {
        records = Collections.unmodifiableSortedMap(new TreeMap<>(records));
    }
}
