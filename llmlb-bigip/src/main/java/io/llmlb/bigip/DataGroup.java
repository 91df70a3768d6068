package io.llmlb.bigip;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An internal data group of type string, as the device holds it. Immutable.
 *
 * @param path its full path, such as {@code /Common/routing}
 * @param records value by name, sorted by name; names and values as the device answers them, which may hold tmsh's escapes
 */
public record DataGroup(String path, SortedMap<String, String> records) {
    /** Copies the records. */
    public DataGroup {
        records = Collections.unmodifiableSortedMap(new TreeMap<>(records));
    }

    /** One with these records, in any order. */
    public static DataGroup of(String path, Map<String, String> records) {
        return new DataGroup(path, new TreeMap<>(records));
    }
}
